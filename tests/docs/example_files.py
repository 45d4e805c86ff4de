# SPDX-License-Identifier: Apache-2.0
"""Makes the files that the examples of README and docs name, small and with some structure: example_files.py DIRECTORY

A hundred and twenty samples of sixty donors and three tissues, 320 genes in eight programs, two of which are higher in patients. h5py is
needed for human_gene_v2.h5 alone, which is left out without it.
"""

import gzip
import random
import sys
from pathlib import Path

GENES = [f"GEN{number:04d}" for number in range(1, 321)]
PROGRAMS = [range(start, start + 40) for start in range(0, 320, 40)]
SHIFTED = (0, 1)  # programs that are higher in cases
TISSUES = ("colon", "ileum", "lung")


def write_lines(path, lines):
    text = "".join(line + "\n" for line in lines)
    if path.suffix == ".gz":
        with gzip.open(path, "wt", encoding="utf-8") as file:
            file.write(text)
    else:
        path.write_text(text, encoding="utf-8")


def write_rows(path, rows):
    write_lines(path, ["\t".join(str(cell) for cell in row) for row in rows])


def draw(generator, tissue, case):
    """log2 values of one sample."""
    values = [0.0] * len(GENES)
    for number, genes in enumerate(PROGRAMS):
        level = generator.gauss(0, 1) + (1.5 if number % 3 == tissue else 0) + (2 if case and number in SHIFTED else 0)
        for gene in genes:
            values[gene] = max(0.0, 6 + level + generator.gauss(0, 0.5))
    return values


def write_cohort(directory, generator):
    samples, rows = [], []
    annotation = [["sample", "donor", "tissue", "sex", "age", "batch", "diagnosis", "site", "title"]]
    for number in range(120):
        donor = number // 2
        diagnosis = ("control", "Crohn", "UC", "control")[donor % 4]
        tissue = number % 3
        samples.append(f"P{number + 1:03d}")
        rows.append(draw(generator, tissue, diagnosis != "control"))
        site = "healthy" if diagnosis == "control" else ("affected", "unaffected")[number % 2]
        annotation.append([samples[-1], f"D{donor + 1:02d}", TISSUES[tissue], "fm"[donor % 2], 25 + donor, f"b{donor % 5 // 2}",
                           diagnosis, site, f"{TISSUES[tissue]} of D-{donor + 1}"])
    write_rows(directory / "expression.tsv.gz",
               [["gene", *samples], *([gene, *(f"{row[g]:.4g}" for row in rows)] for g, gene in enumerate(GENES))])
    write_rows(directory / "samples.tsv", annotation)
    return samples, rows


def write_biopsies(directory, generator):
    """Another cohort, of probes, two a gene for some of them."""
    probes = [(f"{number + 1000}_at", GENES[number % 300]) for number in range(330)]
    annotation = [["sample", "patient", "diagnosis", "site"]]
    rows = []
    for patient in range(28):
        diagnosis = ("Crohn", "control", "UC", "control")[patient % 4]
        sites = ["healthy"] if diagnosis == "control" else ["affected", "unaffected"]
        for site in sites:
            rows.append(draw(generator, 0, site == "affected"))
            annotation.append([f"B{len(rows):02d}", f"p{patient + 1}", diagnosis, site])
    write_rows(directory / "biopsies.tsv.gz",
               [["ID_REF", *(row[0] for row in annotation[1:])],
                *([probe, *(f"{row[GENES.index(gene)]:.4g}" for row in rows)] for probe, gene in probes)])
    write_rows(directory / "biopsies_samples.tsv", annotation)
    write_rows(directory / "probe_to_symbol.tsv", [["probe", "symbol"], *probes])
    series = ['!Series_title\t"Biopsies"', "\t".join(["!Sample_title", *(f'"biopsy {row[0]}"' for row in annotation[1:])]),
              "\t".join(["!Sample_geo_accession", *(f'"{row[0]}"' for row in annotation[1:])]),
              "\t".join(["!Sample_characteristics_ch1", *(f'"diagnosis: {row[2]}"' for row in annotation[1:])]),
              "!series_matrix_table_begin", "\t".join(['"ID_REF"', *(f'"{row[0]}"' for row in annotation[1:])])]
    series += ["\t".join([f'"{probe}"', *(f"{row[GENES.index(gene)]:.4g}" for row in rows)]) for probe, gene in probes]
    write_lines(directory / "GSE1_series_matrix.txt.gz", [*series, "!series_matrix_table_end"])


def write_gct(path, samples, rows):
    lines = ["#1.2", f"{len(GENES)}\t{len(samples)}", "\t".join(["Name", "Description", *samples])]
    lines += ["\t".join([f"ENSG{g + 1:011d}.3", gene, *(f"{row[g]:.4g}" for row in rows)]) for g, gene in enumerate(GENES)]
    write_lines(path, lines)


def write_network(path, generator):
    edges = {}
    for genes in PROGRAMS:
        for gene in genes:
            for other in generator.sample(list(genes), 5):
                edges[min(gene, other), max(gene, other)] = 900
    for _ in range(1200):
        gene, other = generator.sample(range(len(GENES)), 2)
        edges.setdefault((min(gene, other), max(gene, other)), generator.choice((300, 750)))
    write_rows(path, [["gene1", "gene2", "combined_score"], *([GENES[a], GENES[b], score] for (a, b), score in sorted(edges.items()))])


def write_sets(path, generator):
    shifted = [gene for number in SHIFTED for gene in PROGRAMS[number]]
    write_rows(path, [["IBD", "", *(GENES[gene] for gene in sorted(generator.sample(shifted, 25)))],
                      ["Height", "", *(GENES[gene] for gene in sorted(generator.sample(range(80, 320), 30)))],
                      ["Asthma", "", *(GENES[gene] for gene in sorted(generator.sample(range(len(GENES)), 20)))]])


def write_archs4(path, samples, rows):
    try:
        import h5py
        import numpy
    except ImportError:
        return False
    with h5py.File(path, "w") as file:
        file["data/expression"] = numpy.array([[int(2 ** row[g]) for row in rows] for g in range(len(GENES))], dtype="uint32")
        file["meta/genes/symbol"] = [gene.encode() for gene in GENES]
        file["meta/samples/geo_accession"] = [sample.encode() for sample in samples]
        file["meta/samples/title"] = [f"{('liver', 'kidney')[number % 2]} {sample}".encode() for number, sample in enumerate(samples)]
        file["meta/samples/singlecellprobability"] = numpy.array([0.1 if number % 5 else 0.9 for number in range(len(samples))])
    return True


def main():
    directory = Path(sys.argv[1])
    generator = random.Random(16)
    samples, rows = write_cohort(directory, generator)
    write_biopsies(directory, generator)
    write_gct(directory / "gtex.gct.gz", samples, rows)
    write_gct(directory / "more.gct.gz", [f"M{number + 1:02d}" for number in range(20)],
              [draw(generator, number % 3, False) for number in range(20)])
    write_network(directory / "string.tsv.gz", generator)
    write_sets(directory / "gwas.gmt", generator)
    if not write_archs4(directory / "human_gene_v2.h5", samples, rows):
        print("no h5py: human_gene_v2.h5 is not made")


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: Apache-2.0
"""Imports files of many layouts by the program and compares cohort.h5 with what h5py, gzip and anndata read.

usage: check_formats.py PROGRAM FORMATS (in an empty directory); FORMATS may be absent, which is said.
"""
import gzip
import os
import re
import subprocess
import sys
import warnings

import h5py
import numpy as np

program, formats = sys.argv[1:3]
warnings.simplefilter("ignore")  # anndata says what it makes of its older generations
RANKS = [1, 3]
failures = []
checked = 0


def text(values):
    return [v.decode() if isinstance(v, bytes) else str(v) for v in values]


def run(path, ranks, options):
    launch = ["mpirun", "-n", str(ranks)] if ranks > 1 else []
    done = subprocess.run([*launch, program, "import", path, "--out", "out.h5", "--quiet", *options],
                          capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def imported(path, ranks, options):
    code, errors = run(path, ranks, options)
    if code != 0:
        raise AssertionError(f"exit {code}: {errors.strip()}")
    with h5py.File("out.h5") as file:
        annotation = {name: text(file["annotation"][name][:]) for name in file["annotation"]} if "annotation" in file else {}
        result = text(file["samples/id"][:]), text(file["genes/id"][:]), file["expression"][:], annotation
    for name in os.listdir("."):
        if name.startswith("out."):
            os.remove(name)
    return result


def summed(genes, values):
    """Columns of one gene added up: what counts get."""
    names = list(dict.fromkeys(genes))
    place = {name: i for i, name in enumerate(names)}
    out = np.zeros((len(values), len(names)))
    for column, gene in enumerate(genes):
        out[:, place[gene]] += values[:, column]
    return names, out


def unversioned(gene):
    return re.sub(r"^(ENS[A-Z]*[GTP][0-9]+)\.[0-9]+", r"\1", gene)


def check(path, samples, genes, values, annotation=None, options=(), counts=False):
    """`values`: samples × ids. Genes of the cohort may stand in another order."""
    global checked
    checked += 1
    options = list(options)
    genes = [unversioned(gene) for gene in genes]
    try:
        if counts:
            genes, values = summed(genes, values)
        for ranks in RANKS:
            got_samples, got_genes, got, got_annotation = imported(path, ranks, options)
            assert got_samples == list(samples), f"samples {got_samples[:3]} … not {list(samples)[:3]} …"
            assert sorted(got_genes) == sorted(genes), f"{len(got_genes)} genes, not {len(genes)}"
            order = [got_genes.index(gene) for gene in genes]
            np.testing.assert_array_equal(got[:, order], np.asarray(values, dtype=np.float32))
            for name, column in (annotation or {}).items():
                assert got_annotation.get(name) == column, f"annotation {name}: {got_annotation.get(name)} not {column}"
    except AssertionError as error:
        failures.append(f"{path} {options}: {error}")


def refuse(path, part, options=(), code_due=3):
    """Exit 3 (2 for what the options ask) and one line that has `part`, and no file."""
    global checked
    checked += 1
    # That a refusal ends all ranks is a matter of one place; mpirun takes a second for it.
    code, errors = run(path, 2 if checked % 8 == 0 else 1, list(options))
    lines = [line for line in errors.splitlines() if line.startswith("lampyris: ")]
    if code != code_due or len(lines) != 1 or part not in lines[0]:
        failures.append(f"{path}: exit {code}, not {code_due} with \"{part}\": {errors.strip()[:300]}")
    left = [name for name in os.listdir(".") if name.startswith("out.")]
    if left:
        failures.append(f"{path}: left {left}")


def sparse_group(file, name, matrix, kind, index="i4"):
    """`matrix` as a CSR or CSC group, by hand: no scipy is needed."""
    rows = matrix if kind == "csr" else matrix.T
    group = file.create_group(name)
    data, indices, indptr = [], [], [0]
    for row in rows:
        there = np.flatnonzero(row)
        data += list(row[there])
        indices += list(there)
        indptr.append(len(data))
    group["data"] = np.array(data, "f4")
    group["indices"] = np.array(indices, index)
    group["indptr"] = np.array(indptr, index)
    group.attrs["encoding-type"] = kind + "_matrix"
    group.attrs["shape"] = matrix.shape
    return group


def frame(file, name, ids):
    group = file.create_group(name)
    group["_index"] = np.array(ids, dtype="S")
    group.attrs["_index"] = "_index"
    group.attrs["column-order"] = np.array([], dtype="f8")  # as anndata writes it where there is no column
    return group


def made(samples, genes):
    values = np.random.default_rng(1).integers(0, 5, (samples, genes)).astype("f4")
    return values, [f"s{i}" for i in range(samples)], [f"G{i}" for i in range(genes)]


def own_files():
    values, samples, genes = made(150, 37)
    for kind in ("csr", "csc"):
        for index in ("i4", "i8"):
            name = f"{kind}_{index}.h5ad"
            with h5py.File(name, "w") as file:
                sparse_group(file, "X", values, kind, index)
                obs = frame(file, "obs", samples)
                obs.attrs["column-order"] = np.array(["cell", "age", "maybe"], dtype="S")
                cell = obs.create_group("cell")
                cell["codes"] = np.array([i % 3 - 1 for i in range(150)], "i1")
                cell["categories"] = np.array(["T", "B"], dtype="S")
                obs["age"] = np.arange(150)
                maybe = obs.create_group("maybe")
                maybe["values"] = np.arange(150) * 0.5
                maybe["mask"] = np.array([i % 2 == 0 for i in range(150)])
                frame(file, "var", genes)
            check(name, samples, genes, values,
                  {"cell": [["", "T", "B"][i % 3] for i in range(150)], "age": [str(i) for i in range(150)],
                   "maybe": ["" if i % 2 == 0 else f"{i * 0.5:g}" for i in range(150)]})

    for major in ("samples", "genes"):  # ARCHS4, with two ids of one gene
        with h5py.File("archs4.h5", "w") as file:
            matrix = values if major == "samples" else values.T
            file.create_dataset("data/expression", data=matrix.astype("u4"), chunks=(10, 20), compression="gzip")
            file["meta/genes/symbol"] = np.array(["G1" if g == "G0" else g for g in genes], dtype="S")
            file["meta/samples/geo_accession"] = np.array(samples, dtype="S")
            series = [f"GSE{i // 50}" for i in range(150)]
            file["meta/samples/series_id"] = np.array(series, dtype="S")
            file["meta/samples/singlecellprobability"] = np.array([i % 7 / 10 for i in range(150)])
            file["meta/genes/ensembl_gene"] = np.array([f"ENSG{i:011d}" for i in range(37)], dtype="S")
        symbols = ["G1" if g == "G0" else g for g in genes]
        check("archs4.h5", samples, symbols, values, {"series_id": series}, counts=True)
        bulk = [i for i in range(150) if i % 7 < 5 and i // 50 != 1]
        check("archs4.h5", [samples[i] for i in bulk], symbols, values[bulk], {"series_id": [series[i] for i in bulk]},
              ["--select", "bulk; series_id ~ ^GSE[02]$"], counts=True)
        check("archs4.h5", samples, [f"ENSG{i:011d}" for i in range(37)], values, {}, ["--gene-field", "ensembl_gene"])
    refuse("archs4.h5", 'gene field "ensembl": archs4.h5 has ensembl_gene', ["--gene-field", "ensembl"], 2)
    refuse("archs4.h5", "none of its 150 samples", ["--select", "series_id~^GSE9"])
    refuse("archs4.h5", "series", ["--select", "serie=GSE1"], 2)

    with h5py.File("tenx.h5", "w") as file:
        group = sparse_group(file, "matrix", values, "csr", "i8")
        group["shape"] = np.array(values.shape[::-1])
        group["barcodes"] = np.array(samples, dtype="S")
        group["features/name"] = np.array(genes, dtype="S")
    check("tenx.h5", samples, genes, values, counts=True)
    with h5py.File("antibodies.h5", "w") as file:  # every third feature is none of a gene
        kinds = ["Antibody Capture" if i % 3 == 0 else "Gene Expression" for i in range(37)]
        group = sparse_group(file, "matrix", values, "csr", "i8")
        group["shape"] = np.array(values.shape[::-1])
        group["barcodes"] = np.array(samples, dtype="S")
        group["features/name"] = np.array(genes, dtype="S")
        group["features/feature_type"] = np.array(kinds, dtype="S")
    taken = [i for i in range(37) if i % 3 != 0]
    check("antibodies.h5", samples, [genes[i] for i in taken], values[:, taken], counts=True)
    own_markets(values, samples, genes)
    bad_files(values, samples, genes)


def own_markets(values, samples, genes):
    """Matrix Market files as SciPy writes them, in the order of samples and in others, and turned."""
    try:
        import scipy.io
        import scipy.sparse
    except ImportError:
        print("not compared with SciPy: python3-scipy is not there")
        return
    random = np.random.default_rng(2)
    real = np.where(values == 0, 0, values + random.random(values.shape)).astype("f4")

    def write(folder, matrix, barcodes=samples, **options):
        os.makedirs(folder, exist_ok=True)
        for name, lines in (("barcodes", barcodes), ("features", genes)):
            with open(f"{folder}/{name}.tsv", "w", encoding="ascii") as file:
                file.writelines(f"{line}\n" for line in lines)
        scipy.io.mmwrite(f"{folder}/matrix.mtx", matrix, **options)
        read = scipy.io.mmread(f"{folder}/matrix.mtx").toarray().astype("f4")
        return read if read.shape == (len(barcodes), 37) else read.T

    def shuffled(matrix):
        matrix = matrix.tocoo()
        order = random.permutation(matrix.nnz)
        return scipy.sparse.coo_matrix((matrix.data[order], (matrix.row[order], matrix.col[order])), matrix.shape)

    by_samples = scipy.sparse.csc_matrix(values.T.astype("i4"))
    check("counts", samples, genes, write("counts", by_samples), counts=True)
    check("counts/matrix.mtx", samples, genes, values, counts=True)
    check("real", samples, genes, write("real", scipy.sparse.csc_matrix(real.T), precision=9))
    check("shuffled", samples, genes, write("shuffled", shuffled(scipy.sparse.csc_matrix(real.T)), precision=9))
    check("turned", samples, genes, write("turned", scipy.sparse.csc_matrix(real), precision=9))
    check("pattern", samples, genes, write("pattern", by_samples, field="pattern"), counts=True)
    square = real[:37] + real[:37].T
    check("symmetric", samples[:37], genes,
          write("symmetric", scipy.sparse.coo_matrix(square), samples[:37], symmetry="symmetric", precision=9))

    bad = "bad/matrix.mtx"
    write("bad", by_samples)
    with open(bad, encoding="ascii") as file:
        lines = file.readlines()
    for change, part in ((lines[:-1], "its header says"), ([*lines, "1 1 1\n"], "more entries"),
                         ([*lines[:3], "38 1 1\n", *lines[4:]], "line 4: row 38"),
                         ([*lines[:3], *lines[4:], lines[4]], "two entries for row"),
                         ([*lines[:3], "1 1 inf\n", *lines[4:]], "line 4: must be a row, a column and a finite value"),
                         (["%%MatrixMarket matrix array real general\n", *lines[1:]], "line 1: must be"),
                         ([*lines[:2], lines[2].replace("150", "149", 1), *lines[3:]], "37 × 149; must be 37 × 150")):
        with open(bad, "w", encoding="ascii") as file:
            file.writelines(change)
        refuse("bad", part)
    refuse("bad", "mtx, which has one matrix", ["--layer", "raw"], 2)
    with open(bad, "wb") as file:
        file.write(gzip.compress("".join(lines).encode())[:1000])
    refuse("bad", "truncated gzip")
    os.remove("bad/barcodes.tsv")
    refuse("bad", "barcodes.tsv")
    os.remove(bad)
    refuse("bad", "no .mtx file")


def bad_files(values, samples, genes):
    def h5ad(name, change):
        with h5py.File(name, "w") as file:
            sparse_group(file, "X", values, "csr")
            frame(file, "obs", samples)
            frame(file, "var", genes)
            change(file)

    def set_value(name, place, value):
        def change(file):
            file[name][place] = value
        return change

    h5ad("indptr.h5ad", set_value("X/indptr", 5, 100000))
    refuse("indptr.h5ad", "/X/indptr")
    h5ad("range.h5ad", set_value("X/indices", 3, 37))
    refuse("range.h5ad", "/X/indices")
    h5ad("negative.h5ad", set_value("X/indices", 3, -1))
    refuse("negative.h5ad", "/X/indices")
    h5ad("infinite.h5ad", set_value("X/data", 3, np.inf))
    refuse("infinite.h5ad", "infinite")

    def without(name):
        def change(file):
            del file[name]
        return change

    h5ad("no_x.h5ad", without("X"))
    refuse("no_x.h5ad", "no matrix /X")
    h5ad("no_indices.h5ad", without("X/indices"))
    refuse("no_indices.h5ad", "/X/indices")
    h5ad("no_index.h5ad", without("obs/_index"))
    refuse("no_index.h5ad", "/obs")

    def shorter(file):
        del file["var"]
        frame(file, "var", genes[:-1])
    h5ad("shorter.h5ad", shorter)
    refuse("shorter.h5ad", "/X/indices")

    def texts(file):
        del file["X"]
        file["X"] = np.array([["a"] * len(genes)] * len(samples), dtype="S")
    h5ad("texts.h5ad", texts)
    refuse("texts.h5ad", "must hold numbers")

    def narrow(file):
        del file["X"]
        file["X"] = values[:, :-1]
    h5ad("narrow.h5ad", narrow)
    refuse("narrow.h5ad", "must be of 150 × 37")

    with h5py.File("unknown.h5", "w") as file:
        file["a"] = np.zeros(3)
    refuse("unknown.h5", "no known layout")
    with open("tenx.h5", "rb") as whole, open("truncated.h5", "wb") as cut:
        cut.write(whole.read(3000))
    refuse("truncated.h5", "truncated")
    with open("text.h5", "w", encoding="ascii") as file:
        file.write("this is no matrix\n")
    refuse("text.h5", "text.h5")
    with h5py.File("flat.loom", "w") as file:
        file["matrix"] = np.zeros(5)
        file["row_attrs/Gene"] = np.array(genes, dtype="S")
        file["col_attrs/CellID"] = np.array(samples, dtype="S")
    refuse("flat.loom", "/matrix has 1 axes")
    with h5py.File("tenx.h5", "a") as file:
        del file["matrix/data"]
        file["matrix/data"] = 1
    refuse("tenx.h5", "/matrix/data has 0 axes")
    refuse("archs4.h5", "archs4, which has one matrix", ["--layer", "x"], 2)
    refuse("archs4.h5", "must be auto or one of cohort, h5ad", ["--format", "h5d"], 2)
    refuse("archs4.h5", "no matrix /X", ["--format", "h5ad"])
    refuse("csr_i4.h5ad", "no matrix /layers/x", ["--layer", "x"])
    with open("plain.tsv", "w", encoding="ascii") as file:
        file.write("gene\ta\tb\nG1\t1\t2\n")
    refuse("plain.tsv", "text, which has one matrix", ["--layer", "raw"], 2)
    refuse("plain.tsv", "no HDF5 file; must be one to be of the format h5ad", ["--format", "h5ad"])
    with h5py.File("twice.loom", "w") as file:
        file["matrix"] = values.T
        file["row_attrs/Gene"] = np.array(genes, dtype="S")
        file["col_attrs/CellID"] = np.array(["a"] * 150, dtype="S")
        file.create_group("layers")
    refuse("twice.loom", "stands twice")
    with open("short.gct", "w", encoding="ascii") as file:
        file.write("#1.2\n3\t2\nName\tDescription\ta\tb\nG1\tx\t1\t2\nG2\ty\t3\t4\n")
    refuse("short.gct", "2 rows; its second line says 3")
    with open("wide.gct", "w", encoding="ascii") as file:
        file.write("#1.2\n1\t3\nName\tDescription\ta\tb\nG1\tx\t1\t2\n")
    refuse("wide.gct", "line 3")
    with open("huge.gct", "w", encoding="ascii") as file:
        file.write("#1.2\n1\t18446744073709551614\n\n\n")
    refuse("huge.gct", "line 2")
    with open("blank.txt", "w", encoding="ascii") as file:
        file.write('!Series_title\t"x"\n!series_matrix_table_begin\n\n"P1"\t1\n!series_matrix_table_end\n')
    refuse("blank.txt", "line 3: no sample")
    with open("cut.txt", "w", encoding="ascii") as file:
        file.write('!Series_title\t"x"\n!series_matrix_table_begin\n"ID_REF"\t"a"\t"b"\n"P1"\t1\t2\n')
    refuse("cut.txt", "!series_matrix_table_end")


def hostile_files(values, samples, genes):
    """What no honest program writes, and what is legal but unusual."""
    def archs4(name, matrix, gene_names=genes, sample_names=samples):
        with h5py.File(name, "w") as file:
            file["data/expression"] = matrix
            file["meta/genes/symbol"] = np.array(gene_names, dtype="S")
            file["meta/samples/geo_accession"] = np.array(sample_names, dtype="S")

    negative = values.T.astype("i4")
    negative[4, 7] = -2
    archs4("negative.h5", negative)
    refuse("negative.h5", 'sample "s7" and gene "G4"; a count must not be negative')
    archs4("fractions.h5", values.T + 0.25)
    check("fractions.h5", samples, genes, values + 0.25)
    archs4("none.h5", np.zeros((len(genes), 0)), sample_names=[])
    refuse("none.h5", "0 samples")
    with h5py.File("vast.h5", "w") as file:  # a shape that nothing was written for
        file.create_dataset("data/expression", (10**12, 10**12), "u4", chunks=(100, 100))
        file.create_dataset("meta/genes/symbol", (10**12,), "S20", chunks=(100,))
        file["meta/samples/geo_accession"] = np.array(samples, dtype="S")
    refuse("vast.h5", "/meta/genes/symbol is of 1000000000000")
    with open("text.h5ad", "wb") as file:
        file.write(b"gene\ts\xe9\tb\nG1\t1\t2\n")
    refuse("text.h5ad", "line 1: not UTF-8")
    with open("nul.tsv", "wb") as file:
        file.write(b"gene\ta\tb\nG\0\t1\t2\n")
    refuse("nul.tsv", "binary content")
    with gzip.open("bomb.tsv.gz", "wb", 9) as file:
        file.write(b"gene\ta\n")
        for _ in range(100):
            file.write(b"0" * 2**20)
    refuse("bomb.tsv.gz", "expands more than 500 times")
    os.rename("csr_i4.h5ad", "really_hdf5.tsv")
    check("really_hdf5.tsv", samples, genes, values)
    os.rename("really_hdf5.tsv", "csr_i4.h5ad")
    names = ["../../x", "/genes/id", ".", "a/b/../c"]
    with open("paths.tsv", "w", encoding="ascii") as file:
        file.write("gene\t" + "\t".join(names) + "\n../up\t1\t2\t3\t4\n/samples/id\t5\t6\t7\t8\n")
    with open("paths_annotation.tsv", "w", encoding="ascii") as file:
        file.write("sample\t" + "\t".join([*names, ".."]) + "\n")
        file.writelines(f"{name}\t1\t2\t3\t4\t5\n" for name in names)
    columns = [name.replace("/", "\u2215") if name != "." else "column ." for name in [*names, ".."]]
    check("paths.tsv", names, ["../up", "/samples/id"], np.array([[1, 5], [2, 6], [3, 7], [4, 8]], "f4"),
          {column: [str(i + 1)] * 4 for i, column in enumerate(columns)},
          ["--annotation", "paths_annotation.tsv"])
    series = b'!Series_title\t"caf\xe9"\n!Sample_geo_accession\t"a"\t"b"\n!Sample_title\t"M\xfcller"\t"b"\n' \
             b'!series_matrix_table_begin\n' \
             b'"ID_REF"\t"a"\t"b"\n"P1"\t1\t2\n!series_matrix_table_end\n'
    with open("latin1.txt", "wb") as file:
        file.write(series)
    check("latin1.txt", ["a", "b"], ["P1"], np.array([[1], [2]], "f4"), {"title": ["M\u00fcller", "b"]})


def gct(path):
    with open(path, encoding="utf-8") as file:
        lines = [line.rstrip("\r\n").split("\t") for line in file]
    third = lines[0][0] == "#1.3"
    fields = int(lines[1][2]) if third else 1
    more = int(lines[1][3]) if third else 0
    columns = int(lines[1][1])
    samples = lines[2][1 + fields:1 + fields + columns]
    rows = [row for row in lines[3 + more:] if row != [""]]
    values = np.array([[float(v) if v not in ("", "NA", "NaN", "nan") else np.nan for v in row[1 + fields:1 + fields + columns]]
                       for row in rows], "f8").T
    return samples, [row[0] for row in rows], values


def series(path):
    with gzip.open(path, "rt", encoding="latin-1") as file:
        lines = [line.rstrip("\r\n") for line in file]
    first, last = lines.index("!series_matrix_table_begin"), lines.index("!series_matrix_table_end")
    table = [[cell.strip('"') for cell in line.split("\t")] for line in lines[first + 1:last]]
    values = np.array([[float(v) if v not in ("", "null") else np.nan for v in row[1:]] for row in table[1:]], "f8").T
    return table[0][1:], [row[0] for row in table[1:]], values


def markets(there):
    try:
        import scipy.io
    except ImportError:
        return
    for matrix, features, barcodes in (("v3_matrix.mtx.gz", "v3_features.tsv.gz", "v3_barcodes.tsv.gz"),
                                       ("v2_matrix.mtx", "v2_genes.tsv", "v2_barcodes.tsv")):
        def column(name, place):
            opened = (gzip.open if name.endswith("gz") else open)(there(f"mtx/{name}"), "rt", encoding="ascii")
            with opened as file:
                return [line.rstrip("\n").split("\t")[place] for line in file]
        values = scipy.io.mmread(there(f"mtx/{matrix}")).toarray().T
        check(there(f"mtx/{matrix}"), column(barcodes, 0), column(features, 1), values, counts=True)


def real_files():
    def there(name):
        return os.path.join(formats, name)

    with h5py.File(there("archs4/archs4_v1_mouse_matrix_3x32544.h5")) as f:
        check(f.filename, text(f["meta/Sample_geo_accession"]), text(f["meta/genes"]), f["data/expression"][:], counts=True)
    with h5py.File(there("archs4/archs4_v9_human_100x100.h5")) as f:
        accession, values = text(f["meta/samples/geo_accession"]), f["data/expression"][:].T
        check(f.filename, accession, text(f["meta/genes/gene_symbol"]), values, {"title": text(f["meta/samples/title"])},
              counts=True)
        bulk = np.flatnonzero(f["meta/samples/singlecellprobability"][:] < 0.5)
        check(f.filename, [accession[i] for i in bulk], text(f["meta/genes/ensembl_gene_id"]), values[bulk], {},
              ["--select", "bulk", "--gene-field", "ensembl_gene_id"], counts=True)
    for name in ("mini_gctoo_for_testing", "mini_gctoo_for_testing_nometa", "mini_gctx_with_metadata_n2x3",
                 "test_parse_gctx_rid_entrez_id"):
        with h5py.File(there(f"gctx/{name}.gctx")) as f:
            check(f.filename, text(f["0/META/COL/id"]), text(f["0/META/ROW/id"]), f["0/DATA/0/matrix"][:])
    for name, group, genes in (("cellranger_3.0.0_filtered_feature_bc_matrix", "matrix", "features/name"),
                               ("visium_2.1.0_raw_probe_bc_matrix", "matrix", "features/name"),
                               ("cellranger_1.2.0_filtered_gene_bc_matrices_h5", "hg19_chr21", "gene_names")):
        with h5py.File(there(f"tenx/{name}.h5")) as f:
            g = f[group]
            values = np.zeros(g["shape"][:][::-1])
            for i, (a, b) in enumerate(zip(g["indptr"][:-1], g["indptr"][1:])):
                values[i, g["indices"][a:b]] = g["data"][a:b]
            check(f.filename, text(g["barcodes"]), text(g[genes]), values, counts=True)
    refuse(there("tenx/cellranger_1.2.0_multiple_genomes.h5"), "--layer")
    refuse(there("tenx/scvi_brain_large_10x_v1.h5"), "gene_names, genes")
    refuse(there("loom/loompy_test.loom"), "stands twice")
    refuse(there("h5ad/anndata_v0.11.4.h5ad"), "no matrix /X")

    markets(there)
    for name in sorted(os.listdir(there("gct"))):
        try:
            samples, genes, values = gct(there(f"gct/{name}"))
        except (ValueError, IndexError):
            print(f"not compared: {name} is beyond the plain reading of this test")
            continue
        if len(set(genes)) == len(genes):
            check(there(f"gct/{name}"), samples, genes, values)
    for name in ("GSE19161_series_matrix", "GSE51280_series_matrix"):
        check(there(f"geo/{name}.txt.gz"), *series(there(f"geo/{name}.txt.gz")))
    refuse(there("geo/GSE99709_series_matrix_emptytable.txt.gz"), "empty table")

    try:
        import anndata
    except ImportError:
        print("not compared with anndata: python3-anndata is not there")
        return
    for name, options in (("anndata_v0.5.0", ()), ("anndata_v0.5.0", ("--layer", "raw")), ("anndata_v0.7.0", ()),
                          ("anndata_v0.7.8", ()), ("anndata_v0.7.8", ("--layer", "raw")),
                          ("anndata_v0.7.8", ("--layer", "array")), ("anndata_v0.7.8", ("--layer", "sparse")),
                          ("scvi_TM_droplet_mat", ()), ("scvi_brainlarge_dataset_test", ())):
        path = there(f"h5ad/{name}.h5ad")
        try:
            read = anndata.read_h5ad(path)
        except Exception as error:  # an older generation than this anndata reads
            print(f"not compared: anndata does not read {name}: {str(error)[:80]}")
            continue
        layer = options[1] if options else ""
        matrix = read.raw.X if layer == "raw" else read.layers[layer] if layer else read.X
        matrix = matrix.toarray() if hasattr(matrix, "toarray") else np.asarray(matrix)
        genes = list(read.raw.var_names if layer == "raw" else read.var_names)
        categories = {column: ["" if v != v else str(v) for v in read.obs[column]] for column in read.obs
                      if str(read.obs[column].dtype) == "category"}
        check(path, list(read.obs_names), genes, matrix, categories, options)


own_files()
RANKS = [2]  # what differs between ranks does not differ between formats
hostile_files(*made(150, 37))
if os.path.isdir(formats):
    real_files()
else:
    print(f"files of other programs are not there ({formats}): set LAMPYRIS_TEST_DATA")
for failure in failures:
    print("FAILED:", failure)
print(f"{checked} files, {len(failures)} failures")
sys.exit(1 if failures else 0)

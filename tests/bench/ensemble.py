#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How far ensembles of one job that share no member agree.

    ensemble.py make PROGRAM JOB.toml DIRECTORY [--ensembles 3] [--members 10] [--ranks 2] [--manifold] [--set KEY=VALUE …]
    ensemble.py compare DIRECTORY           what `make` has made, again
    ensemble.py within RUN [--parts 2]      the members of one ensemble, cut into parts

The ensembles of a network have the seeds 1 … M, M + 1 … 2M and so on, those of a manifold as many resamplings of the donors; the
split is one. What is done is kept, so that a run that was stopped goes on. Prints, layer by layer: the programs of the first two
ensembles, matched on |cosine| of their mean signatures, and the median over them of common over all genes of the first 100 of both;
and the spread over all ensembles of log10 p of a gene set. `within` finds the programs of each part in NumPy, by the program's
rules, and combines p of its members by Cauchy as the program does.
"""
import argparse
import collections
import csv
import math
import pathlib
import statistics
import subprocess
import sys

import h5py
import numpy
from scipy.optimize import linear_sum_assignment

TOP = 100
LEAST_COSINE = 0.5
LEAST_SHARE = 0.6


def rows(path):
    with open(path) as file:
        yield from csv.DictReader(file, delimiter="\t")


def unit(matrix):
    length = numpy.linalg.norm(matrix, axis=1, keepdims=True)
    return matrix / numpy.where(length > 0, length, 1)


def make(options):
    for ensemble in range(options.ensembles):
        first = ensemble * options.members
        settings = [f"run.directory={pathlib.Path(options.directory) / str(ensemble + 1)}", f"run.seeds={options.members}",
                    "run.split_seed=1", f"run.resample={first}" if options.manifold else f"run.seed={first + 1}", *options.set]
        command = ["mpirun", "-n", str(options.ranks), options.program, "run", options.job, "--until", "ensemble", "--quiet"]
        subprocess.run(command + [word for setting in settings for word in ("--set", setting)], check=True, stdout=sys.stderr)


def made_by(directory):
    return sorted((path for path in pathlib.Path(directory).iterdir() if path.name.isdigit()), key=lambda path: int(path.name))


def programs_in_table(run):
    """[layer]: programs × genes, as consensus_genes.tsv has them: of the genes that are among the first of any node."""
    scores = collections.defaultdict(lambda: collections.defaultdict(dict))
    for row in rows(run / "consensus_genes.tsv"):
        scores[int(row["layer"])][int(row["program"])][row["gene"]] = float(row["score"])
    with h5py.File(next(run.glob("members/*/attribution.h5"))) as file:
        places = {gene.decode(): place for place, gene in enumerate(file["genes/id"])}
    layers = {}
    for layer, programs in scores.items():
        layers[layer] = numpy.zeros((len(programs), len(places)))
        for row, program in zip(layers[layer], programs.values()):
            for gene, score in program.items():
                row[places[gene]] = score
    return layers


def signatures(members):
    """[layer][member]: nodes × genes of length 1, of what signatures are ranked by."""
    layers = collections.defaultdict(list)
    for member in members:
        with h5py.File(member / "attribution.h5") as file:
            kind = "loading" if file.attrs["signatures"] in ("loading", b"loading") else "scores"
            for layer, group in file["layers"].items():
                nodes = group[kind][:].astype(float)
                layers[int(layer)].append(unit(nodes[group["constant"][:] == 0] if "constant" in group else nodes))
    return layers


def match(means, nodes):
    cosine = unit(means) @ nodes.T
    for program, node in zip(*linear_sum_assignment(-numpy.abs(cosine))):
        if abs(cosine[program, node]) >= LEAST_COSINE:
            yield program, node, math.copysign(1, cosine[program, node])


def find_programs(members):
    """Programs × genes: each member against the means of those before, then all against the means of all."""
    means = members[0].copy()
    for nodes in members[1:]:
        free = set(range(len(nodes)))
        for program, node, sign in list(match(means, nodes)):
            means[program] += sign * nodes[node]
            free.discard(node)
        means = numpy.vstack([means, nodes[sorted(free)]])
    sums, counts = numpy.zeros_like(means), numpy.zeros(len(means))
    for nodes in members:
        for program, node, sign in match(means, nodes):
            sums[program] += sign * nodes[node]
            counts[program] += 1
    return sums[counts >= LEAST_SHARE * len(members)]


def first_genes(signature):
    return set(numpy.argsort(-numpy.abs(signature), kind="stable")[:TOP])


def print_programs(one, other):
    print("layer\tprograms\tmatched\tcosine\tjaccard")
    for layer in sorted(set(one) & set(other)):
        cosine = numpy.abs(unit(one[layer]) @ unit(other[layer]).T)
        matched = list(zip(*linear_sum_assignment(-cosine)))
        sets = [(first_genes(one[layer][a]), first_genes(other[layer][b])) for a, b in matched]
        jaccard = [len(left & right) / len(left | right) for left, right in sets]
        print(layer, f"{len(one[layer])} {len(other[layer])}", len(matched),
              *(f"{numpy.median(values):.2f}" if matched else "NA" for values in ([cosine[pair] for pair in matched], jaccard)), sep="\t")


def tests(table, options):
    for row in rows(table):
        if row["contrast"] == options.contrast and row["set"] == options.gene_set and row["p_permutation"] != "NA":
            yield (row["layer"], row["route"], row["list"]), float(row["p_permutation"])


def cauchy(values):
    return 0.5 - math.atan(sum(math.tan((0.5 - min(p, 0.99)) * math.pi) for p in values) / len(values)) / math.pi


def print_tests(ensembles):
    print("\nlayer\troute\tlist\tp of each ensemble\tsd of log10 p")
    for test in ensembles[0]:
        p = [ensemble[test] for ensemble in ensembles]
        spread = statistics.stdev(map(math.log10, p)) if len(p) > 1 else math.nan
        print(*test, " ".join(f"{value:.3g}" for value in p), f"{spread:.2f}", sep="\t")


def compare(options):
    runs = made_by(options.directory)
    print_programs(*(programs_in_table(run) for run in runs[:2]))
    print_tests([dict(tests(run / "modules_ensemble.tsv", options)) for run in runs])


def within(options):
    run = pathlib.Path(options.directory)
    members = sorted(path.parent for path in run.glob("members/*/modules.tsv"))
    if not (run / "members/01").exists():
        members.insert(0, run)  # a network's first
    parts = [members[part::options.parts] for part in range(options.parts)]
    print(f"{options.parts} parts of {', '.join(str(len(part)) for part in parts)} members")
    print_programs(*({layer: find_programs(nodes) for layer, nodes in signatures(part).items()} for part in parts[:2]))
    combined = []
    for part in parts:
        of_members = collections.defaultdict(list)
        for member in part:
            for test, p in tests(member / "modules.tsv", options):
                of_members[test].append(p)
        combined.append({test: cauchy(p) for test, p in of_members.items()})
    print_tests(combined)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    making, comparing, cutting = (commands.add_parser(name) for name in ("make", "compare", "within"))
    making.add_argument("program")
    making.add_argument("job")
    making.add_argument("--ensembles", type=int, default=3)
    making.add_argument("--members", type=int, default=10)
    making.add_argument("--ranks", type=int, default=2)
    making.add_argument("--manifold", action="store_true", help="members are resamplings of the donors")
    making.add_argument("--set", action="append", default=[])
    cutting.add_argument("--parts", type=int, default=2)
    for command in (making, comparing, cutting):
        command.add_argument("directory")
        command.add_argument("--contrast", default="ibd")
        command.add_argument("--gene-set", default="Inflammatory bowel disease")
    options = parser.parse_args()
    if options.command == "make":
        make(options)
    (within if options.command == "within" else compare)(options)


if __name__ == "__main__":
    main()

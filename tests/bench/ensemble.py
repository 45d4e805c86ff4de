#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How far ensembles of one job that share no member agree: makes some, and compares them.

    ensemble.py PROGRAM JOB.toml DIRECTORY [--ensembles 3] [--members 10] [--ranks 2] [--set KEY=VALUE …]

The ensembles of a network have the seeds 1 … M, M + 1 … 2M and so on, those of a manifold as many resamplings of the donors; the
split is one. What is done is kept, so that a run that was stopped goes on. Prints, layer by layer: programs of the first two
ensembles, matched on |cosine| of their mean signatures, and the median of common over all genes of the first 100 of both; and the
spread of log10 p of a gene set over the ensembles. --reuse compares what is there, and makes nothing.
"""
import argparse
import collections
import csv
import math
import pathlib
import statistics
import subprocess
import sys

import numpy
from scipy.optimize import linear_sum_assignment

TOP = 100


def rows(path):
    with open(path) as file:
        yield from csv.DictReader(file, delimiter="\t")


def make(options, ensemble):
    directory = pathlib.Path(options.directory) / f"{ensemble + 1}"
    first = ensemble * options.members
    settings = [f"run.directory={directory}", f"run.seeds={options.members}", "run.split_seed=1",
                f"run.resample={first}" if options.manifold else f"run.seed={first + 1}", *options.set]
    command = ["mpirun", "-n", str(options.ranks), options.program, "run", options.job, "--until", "ensemble", "--quiet"]
    if not options.reuse:
        subprocess.run(command + [word for setting in settings for word in ("--set", setting)], check=True, stdout=sys.stderr)
    return directory


def programs(directory):
    """[layer][program]: the score of each gene that is among the first of any of its nodes."""
    layers = collections.defaultdict(lambda: collections.defaultdict(dict))
    for row in rows(directory / "consensus_genes.tsv"):
        layers[int(row["layer"])][int(row["program"])][row["gene"]] = float(row["score"])
    return layers


def matrix(signatures, genes):
    scores = numpy.zeros((len(signatures), len(genes)))
    for row, signature in enumerate(signatures):
        for gene, score in signature.items():
            scores[row, genes[gene]] = score
    return scores / numpy.linalg.norm(scores, axis=1, keepdims=True)


def first_genes(signature):
    return set(sorted(signature, key=lambda gene: -abs(signature[gene]))[:TOP])


def compare(one, other):
    """For each matched pair of programs: |cosine|, and common over all of their first genes."""
    one, other = list(one.values()), list(other.values())
    if not one or not other:
        return []
    names = sorted({gene for signature in one + other for gene in signature})
    genes = {gene: number for number, gene in enumerate(names)}
    cosine = numpy.abs(matrix(one, genes) @ matrix(other, genes).T)
    pairs = []
    for a, b in zip(*linear_sum_assignment(-cosine)):
        left, right = first_genes(one[a]), first_genes(other[b])
        pairs.append((cosine[a, b], len(left & right) / len(left | right)))
    return pairs


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("job")
    parser.add_argument("directory")
    parser.add_argument("--ensembles", type=int, default=3)
    parser.add_argument("--members", type=int, default=10)
    parser.add_argument("--ranks", type=int, default=2)
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--manifold", action="store_true", help="the job's model is a manifold: members are resamplings")
    parser.add_argument("--reuse", action="store_true")
    parser.add_argument("--contrast", default="ibd")
    parser.add_argument("--gene-set", default="Inflammatory bowel disease")
    options = parser.parse_args()
    made = [make(options, ensemble) for ensemble in range(options.ensembles)]

    print("layer\tprograms\tmatched\tcosine\tjaccard")
    halves = [programs(directory) for directory in made[:2]]
    for layer in sorted(set(halves[0]) | set(halves[1])):
        pairs = compare(halves[0][layer], halves[1][layer])
        cosine, jaccard = ([f"{statistics.median(values):.2f}" for values in zip(*pairs)] if pairs else ("NA", "NA"))
        print(layer, f"{len(halves[0][layer])} {len(halves[1][layer])}", len(pairs), cosine, jaccard, sep="\t")

    print("\nlayer\troute\tlist\tp of each ensemble\tsd of log10 p")
    tests = collections.defaultdict(list)
    for directory in made:
        for row in rows(directory / "modules_ensemble.tsv"):
            if row["contrast"] == options.contrast and row["set"] == options.gene_set:
                tests[row["layer"], row["route"], row["list"]].append(float(row["p_permutation"]))
    for test, p in tests.items():
        spread = statistics.stdev(map(math.log10, p)) if len(p) > 1 else math.nan
        print(*test, " ".join(f"{value:.3g}" for value in p), f"{spread:.2f}", sep="\t")


if __name__ == "__main__":
    main()

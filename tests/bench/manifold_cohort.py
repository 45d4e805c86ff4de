#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A principal manifold against PCA of the same size, over many splits of one cohort: R² on samples of people that no choice
was made on, mean over the splits with its 95 % interval, and the worst split.

usage: manifold_cohort.py BENCH TABLE [--codes 4,8,16] [--splits 20] [--transpose] [--log] [--top GENES]
                          [--groups TSV:COLUMN] [--ranks 1] [options of manifold_bench]
BENCH is build/release/tests/bench/manifold_bench; source jobs/environment.sh first. TABLE is a text of genes × samples, with
a header and ids in the first column, .gz or not. 15 % of the groups (of the samples, where no column names groups) test, 12 %
validate; where these are fewer than 50, the bench chooses by cross-validation over training and validation groups. Genes are
standardised by the training samples and clipped at ±10. Splits are those of the seeds 0, 1, …: numpy's default_rng."""
import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile

import numpy
import pandas

STUDENT = {2: 12.71, 3: 4.30, 4: 3.18, 5: 2.78, 8: 2.36, 10: 2.26, 12: 2.20, 20: 2.09}
LINE = re.compile(r"^(test|study) \d+ code (\d+): pca (\S+) encoder (\S+) refined (\S+);", re.M)


def read(options):
    table = pandas.read_csv(options.table, sep="\t", index_col=0, comment="!", low_memory=False)
    table = table.apply(pandas.to_numeric, errors="coerce").dropna()
    table = table.T if options.transpose else table
    values = table.to_numpy().T.astype("f8")
    if options.log:
        values = numpy.log2(1 + values)
    spread = values.std(0)
    kept = spread > 0
    if options.top:
        kept &= spread >= numpy.sort(spread)[-options.top]
    names = numpy.arange(len(values)).astype(str)
    if options.groups:
        file, column = options.groups.rsplit(":", 1)
        annotation = pandas.read_csv(file, sep="\t", dtype=str)
        known = annotation.set_index(annotation.columns[0])[column].reindex(table.columns)
        names = known.fillna(pandas.Series(table.columns, index=table.columns)).str.replace(r"\s+", "_", regex=True).to_numpy()
    return values[:, kept], names


def split(groups, seed):
    unique = numpy.unique(numpy.arange(len(groups)) if len(set(groups)) == len(groups) else groups)
    numpy.random.default_rng(seed).shuffle(unique)
    first, second = round(.15 * len(unique)), round(.27 * len(unique))
    part = {str(group): "test" if i < first else "validation" if i < second else "training" for i, group in enumerate(unique)}
    return numpy.array([part[group] for group in groups])


def fit(options, scaled, part, groups, folder):
    """Rows of (part, code, pca, encoder, refined), from one run of the bench."""
    names = [os.path.join(folder, name) for name in ("matrix", "parts", "groups")]
    scaled.astype("f4").tofile(names[0])
    for name, words in zip(names[1:], (part, groups)):
        with open(name, "w") as file:
            file.write("\n".join(words) + "\n")
    training = (part == "training").sum()
    codes = [code for code in options.codes.split(",") if 2 * int(code) < training]
    if not codes:
        sys.exit(f"{training} training samples allow no code of {options.codes}")
    done = subprocess.run(["mpirun", "-n", str(options.ranks), options.bench, *names[:2], "--groups", names[2], "--genes",
                           str(scaled.shape[1]), "--codes", ",".join(codes), *options.more], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(done.stderr or done.stdout)
    if options.verbose:
        print(done.stdout, flush=True)
    return [(of, int(code), float(pca), float(encoder), float(refined)) for of, code, pca, encoder, refined in LINE.findall(done.stdout)]


def one(options, values, groups, seed, folder):
    part = split(groups, seed)
    training = values[part == "training"]
    scaled = numpy.clip((values - training.mean(0)) / (training.std(0) + 1e-9), -10, 10)
    return [row[1:] for row in fit(options, scaled, part, groups, folder)]


def report(name, rows):
    print("cohort\tcode\tsplits\tpca\trefined\tinterval\tworst\tencoder\tworst_encoder")
    for code in sorted({row[0] for row in rows}):
        _, pca, encoder, refined = (list(column) for column in zip(*(row for row in rows if row[0] == code)))
        count = len(refined)
        half = STUDENT.get(count, 2) * statistics.stdev(refined) / count ** .5 if count > 1 else float("nan")
        print(f"{name}\t{code}\t{count}\t{statistics.mean(pca):.4f}\t{statistics.mean(refined):+.4f}\t±{half:.4f}\t"
              f"{min(refined):+.4f}\t{statistics.mean(encoder):+.4f}\t{min(encoder):+.4f}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("bench")
    parser.add_argument("table")
    parser.add_argument("--codes", default="4,8,16")
    parser.add_argument("--splits", type=int, default=20)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--transpose", action="store_true")
    parser.add_argument("--log", action="store_true")
    parser.add_argument("--top", type=int, default=0)
    parser.add_argument("--groups", default="")
    parser.add_argument("--ranks", type=int, default=1)
    parser.add_argument("--verbose", action="store_true")
    options, options.more = parser.parse_known_args()
    values, groups = read(options)
    name = os.path.basename(options.table).split(".")[0]
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(options.first, options.first + options.splits):
            for row in one(options, values, groups, seed, folder):
                print(name, seed, "code %d pca %.4f encoder %+.4f refined %+.4f" % row, file=sys.stderr, flush=True)
                rows.append(row)
    report(name, rows)


if __name__ == "__main__":
    main()

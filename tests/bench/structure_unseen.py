#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The code of the default preset against the best PCA at telling organs of donors that neither has seen: accuracy of 5 nearest
neighbours among the fitted samples, and NMI of k-means, means over splits with their 95 % intervals.

usage: structure_unseen.py PROGRAM DIRECTORY [--splits 5] [--first 1] [--data ../shared/data] [--ranks 2] [--set KEY=VALUE …]
PROGRAM is build/release/lampyris; source jobs/environment.sh first. RNAseqDB's 744 tissue samples; 15 % of the donors test, 12 %
validate; splits are run.split_seed 1, 2, … Runs are left in DIRECTORY, and a finished one is not made again. The best PCA has
the number of components, of 2, 4, …, 512 and the code's, whose 5 nearest neighbours do best among the fitted samples: no
choice looks at the donors of the test."""
import argparse
import csv
import os
import pathlib
import statistics
import subprocess

STUDENT = {2: 12.71, 3: 4.30, 4: 3.18, 5: 2.78, 8: 2.36, 10: 2.26, 12: 2.20, 20: 2.09}
JOB = """
[run]
directory = "{run}"
split_seed = {split}

[cohort]
inputs = ["{data}/expression/rnaseqdb_demo_log2fpkm1_5500x744.tsv.gz"]
annotation = "{data}/expression/rnaseqdb_demo_annotation.tsv"
clip = 20
validation = 0.12
heldout = 0.15

[structure]
labels = ["organ"]
"""


def measure(options, split):
    """The rows of structure_unseen.tsv of one split."""
    run = pathlib.Path(options.directory).resolve() / f"split{split}"
    run.parent.mkdir(parents=True, exist_ok=True)
    if not (run / "structure_unseen.tsv").exists() or options.again:
        job = run.with_suffix(".toml")
        job.write_text(JOB.format(run=run, split=split, data=pathlib.Path(options.data).resolve()))
        command = ["mpirun", "-n", str(options.ranks), options.program, "structure", str(job), "--quiet"]
        for one in options.set:
            command += ["--set", one]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    with open(run / "structure_unseen.tsv") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def interval(values):
    mean = statistics.mean(values)
    if len(values) < 2:
        return f"{mean:+.4f}"
    half = STUDENT.get(len(values), 2.0) * statistics.stdev(values) / len(values) ** 0.5
    return f"{mean:+.4f} ({mean - half:+.4f} to {mean + half:+.4f}, worst {min(values):+.4f})"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("directory")
    parser.add_argument("--splits", type=int, default=5)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--ranks", type=int, default=2)
    parser.add_argument("--data", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../shared/data"))
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--again", action="store_true", help="measure again what has been measured")
    options = parser.parse_args()
    found = {}
    for split in range(options.first, options.first + options.splits):
        rows = measure(options, split)
        best = next(row for row in rows if row["best_pca"] == "yes")
        for row in rows:
            if row["representation"] == "pca":
                continue
            values = [(float(row[name]), float(best[name])) for name in ("knn_accuracy", "nmi")]
            found.setdefault(row["representation"], []).append(values)
            print(
                f"split {split}, {row['samples']} samples: {row['representation']} of {row['dimension']}: 5-NN %.4f, NMI %.4f; "
                % tuple(one for one, _ in values)
                + f"PCA-{best['dimension']} %.4f, %.4f" % tuple(other for _, other in values),
                flush=True,
            )
    for name, splits in found.items():
        for place, what in enumerate(("5-NN", "NMI")):
            code, pca = ([split[place][side] for split in splits] for side in (0, 1))
            print(
                f"{name}, {what}: code {statistics.mean(code):.4f}, best PCA {statistics.mean(pca):.4f}, "
                f"difference {interval([a - b for a, b in zip(code, pca)])} over {len(splits)} splits"
            )


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What bf16 costs in R² on unseen samples: a job trained in f32, in f32 on another grid, and in bf16, for several seeds.

f32 on another grid differs in the order of sums alone: as far as it is from f32, no difference means anything.

  . jobs/environment.sh
  python3 tests/bench/precision.py build/release jobs/rnaseqdb.toml
  python3 tests/bench/precision.py build/release jobs/rnaseqdb.toml --set 'model.hidden="tanh"' --set train.rate=3e-4
"""
import argparse
import csv
import pathlib
import statistics
import subprocess
import sys
import tempfile

LIMIT = 0.002


def heldout_r2(options, directory, seed, precision, grid):
    """R² on held-out samples after the last epoch."""
    settings = [f'run.directory="{directory}"', f"run.seed={seed}", f"train.epochs={options.epochs}", "train.patience=0",
                f'train.precision="{precision}"', *options.set]
    overrides = [word for setting in settings for word in ("--set", setting)]
    for stage in ("import", "preprocess", "train"):
        command = ["mpirun", "-n", str(options.ranks), f"{options.build}/lampyris", stage, options.job, *overrides, "--grid",
                   grid, "--quiet"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"{' '.join(command)}\n{done.stderr}")
    with open(directory / "metrics.tsv", encoding="utf-8") as table:
        return float(list(csv.DictReader(table, delimiter="\t"))[-1]["r2_heldout"])


def describe(name, differences):
    within = sum(abs(difference) <= LIMIT for difference in differences)
    print(f"{name}: mean {statistics.mean(differences):+.4f}, {min(differences):+.4f} to {max(differences):+.4f}, "
          f"{within} of {len(differences)} within {LIMIT}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", help="directory of the program")
    parser.add_argument("job", help="job.toml with held-out samples")
    parser.add_argument("--seeds", type=int, default=8)
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--ranks", type=int, default=2)
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    options = parser.parse_args()
    if options.seeds < 1 or options.epochs < 1:
        parser.error("--seeds and --epochs must be at least 1")
    if options.ranks < 2:
        parser.error("--ranks must be at least 2: one rank has one grid")
    for path in (f"{options.build}/lampyris", options.job):
        if not pathlib.Path(path).is_file():
            parser.error(f"{path}: no such file")

    by_genes, by_samples = f"1x{options.ranks}", f"{options.ranks}x1"
    variants = {"f32": ("f32", by_genes), f"f32, grid {by_samples}": ("f32", by_samples), "bf16": ("bf16", by_genes)}
    differences = {name: [] for name in variants if name != "f32"}
    for seed in range(1, options.seeds + 1):
        found = {}
        for name, (precision, grid) in variants.items():
            with tempfile.TemporaryDirectory() as directory:
                found[name] = heldout_r2(options, pathlib.Path(directory), seed, precision, grid)
        for name, others in differences.items():
            others.append(found[name] - found["f32"])
        print(f"seed {seed}: " + ", ".join(f"{name} {r2:.4f}" for name, r2 in found.items()), flush=True)
    for name, others in differences.items():
        describe(f"{name} against f32", others)


if __name__ == "__main__":
    main()

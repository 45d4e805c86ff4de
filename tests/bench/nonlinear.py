#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A simulated cohort whose programs are gates of a few causes: R² of the test part of a manifold and of a residual network
above PCA of as many numbers as there are causes, as a share of what is possible, and how many programs nodes find.

usage: nonlinear.py PROGRAM DIRECTORY [--samples 20000] [--genes 5000] [--programs 60] [--causes 8] [--seed 1] [--ranks 2]
                    [--kinds manifold,residual] [--set KEY=VALUE …]
PROGRAM is build/release/lampyris; source jobs/environment.sh first. Possible is all but the noise (src/cohort/simulation.cpp); a
code as large as there are causes has no room for the effects of batches beside them. Debian: python3-h5py."""
import argparse
import csv
import pathlib
import subprocess
import time

import h5py
import numpy

UNEXPLAINED = 0.3**2  # variance of the noise


def rows(path):
    with open(path) as file:
        return list(csv.DictReader(file, delimiter="\t"))


def possible(run):
    with h5py.File(run / "cohort.h5") as cohort, h5py.File(run / "model.h5") as model:
        part = model["samples/part"][:]
        mean = model["training/mean"][:]
        total, count = 0.0, 0
        for i in numpy.flatnonzero(part == 2):
            values = cohort["expression"][i]
            total += ((values - mean) ** 2).sum()
            count += len(values)
    return 1 - UNEXPLAINED * count / total


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("program")
parser.add_argument("directory", type=pathlib.Path)
for name, value in (("samples", 20000), ("genes", 5000), ("programs", 60), ("causes", 8), ("seed", 1), ("ranks", 2)):
    parser.add_argument(f"--{name}", type=int, default=value)
parser.add_argument("--kinds", default="manifold,residual")
parser.add_argument("--set", action="append", default=[])
options = parser.parse_args()
cohort = options.directory / "cohort"
mpirun = ["mpirun", "-n", str(options.ranks), options.program]
sizes = [f"--{name}={getattr(options, name)}" for name in ("samples", "genes", "programs", "causes", "seed")]
subprocess.run([*mpirun, "simulate", "--out", str(cohort), *sizes, "--quiet"], check=True, stdout=subprocess.DEVNULL)
for kind in options.kinds.split(","):
    run = options.directory / kind
    job = options.directory / f"{kind}.toml"
    job.write_text(
        f'run = {{directory = "{run}", seeds = 1}}\ncohort = {{inputs = ["{cohort}/cohort.h5"], split_by = "donor", scale = "none"}}\n'
        f'model = {{kind = "{kind}", code = [{options.causes}]}}\nattribute.truth = "{cohort}/truth.tsv"\n')
    begin = time.time()
    settings = [word for one in options.set for word in ("--set", one)]
    subprocess.run([*mpirun, "run", str(job), "--until", "attribute", "--quiet", *settings], check=True, stdout=subprocess.DEVNULL)
    seconds = time.time() - begin
    r2 = {(row["representation"], row["dimension"]): float(row["r2_global"]) for row in rows(run / "reconstruction.tsv")
          if row["samples"] == "test"}
    code = str(options.causes)
    own, pca, most = r2["autoencoder", code], r2["pca", code], possible(run)
    programs = rows(run / "programs.tsv")
    found = sum(float(row["jaccard"]) >= 0.5 for row in programs)
    print(f"{kind}: R² {own:.4f}, PCA-{code} {pca:.4f}, possible {most:.4f}: {(own - pca) / (most - pca):.3f} of it; "
          f"{found} of {len(programs)} programs found; {seconds:.0f} s", flush=True)

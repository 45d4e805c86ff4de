# SPDX-License-Identifier: Apache-2.0
"""residual.py PROGRAM JOB DIRECTORY [--codes 16,32] [--splits 1,2,3] [--ranks 2] [--control linear|shuffled]
[--set KEY=VALUE …]: R² of the test part that residual networks of these codes reach above PCA of the same size, fitted on
the same samples, over splits (run.split_seed): by one pass of the encoder, and with refined codes. Runs are left in
DIRECTORY. Controls, in which there is nothing to gain: a network that is linear and as large, and a cohort (a text with a
gene in each row) every gene of which is shuffled over the samples."""

import argparse
import csv
import gzip
import pathlib
import random
import statistics
import subprocess
import time
import tomllib

RECIPE = {
    "model.kind": '"residual"',
    "model.widths": "[512, 512]",
    "model.hidden": '"gelu"',
    "model.output": '"linear"',
    "model.layer_norm": "true",
    "model.code_noise": "0.3",
    "train.hidden_dropout": "0.3",
    "train.optimiser": '"adamw"',
    "train.weight_decay": "0.01",
    "train.average": "0.99",
    "train.schedule": '"cosine"',
    "train.warmup_epochs": "5",
    "train.rate": "1e-3",
    "train.batch": "64",
    "train.epochs": "100",
    "train.patience": "0",
}


def call(arguments, ranks, stage, settings):
    command = ["mpirun", "-n", str(ranks), arguments.program, stage, arguments.job, "--quiet"]
    for key, value in settings.items():
        command += ["--set", f"{key}={value}"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def shuffled(job, directory):
    """The input of a job, each gene's values in an order of their own."""
    with open(job, "rb") as file:
        (table,) = tomllib.load(file)["cohort"]["inputs"]
    order, path = random.Random(1), pathlib.Path(directory) / "shuffled.tsv.gz"
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(table, "rt") as rows, gzip.open(path, "wt", compresslevel=1) as out:
        out.write(next(rows))
        for row in rows:
            gene, *values = row.rstrip("\n").split("\t")
            order.shuffle(values)
            out.write("\t".join([gene, *values]) + "\n")
    return path


def measure(arguments, code, split, chosen):
    run = pathlib.Path(arguments.directory) / f"code{code}-split{split}"
    settings = {**RECIPE, **chosen, "run.directory": f'"{run}"', "run.split_seed": split, "model.code": f"[{code}]"}
    call(arguments, 1, "import", settings)
    begin = time.time()
    call(arguments, arguments.ranks, "train", settings)
    seconds = time.time() - begin
    call(arguments, arguments.ranks, "reference", settings)
    with open(run / "reconstruction.tsv") as file:
        rows = {
            (row["representation"], row["dimension"]): float(row["r2_global"])
            for row in csv.DictReader(file, delimiter="\t")
            if row["samples"] == "test"
        }
    pca = rows["pca", str(code)]
    gains = rows["encoder", str(code)] - pca, rows["autoencoder", str(code)] - pca
    print(f"code {code}, split {split}: PCA {pca:.4f}, encoder {gains[0]:+.4f}, refined {gains[1]:+.4f}, {seconds:.0f} s", flush=True)
    return gains


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("program")
parser.add_argument("job")
parser.add_argument("directory")
parser.add_argument("--codes", default="16,32")
parser.add_argument("--splits", default="1,2,3")
parser.add_argument("--ranks", type=int, default=2)
parser.add_argument("--control", choices=("linear", "shuffled"))
parser.add_argument("--set", action="append", default=[])
arguments = parser.parse_args()
chosen = dict(one.split("=", 1) for one in arguments.set)
if arguments.control == "linear":
    chosen |= {"model.hidden": '"linear"', "model.layer_norm": "false"}
if arguments.control == "shuffled":
    chosen["cohort.inputs"] = f'["{shuffled(arguments.job, arguments.directory)}"]'
for code in arguments.codes.split(","):
    gains = [measure(arguments, code, split, chosen) for split in arguments.splits.split(",")]
    encoder, refined = (statistics.mean(column) for column in zip(*gains))
    print(f"code {code}: encoder {encoder:+.4f}, refined {refined:+.4f}, mean of {len(gains)} splits", flush=True)

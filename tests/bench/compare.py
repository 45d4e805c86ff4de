#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Training against its peer and against the rate of the products alone, in turn (A B A B …): medians and ratios.

usage: compare.py BUILD [--rounds 5] [--network article|p1b1]
BUILD is build/release; source jobs/environment.sh first. The peer is PyTorch (Debian: python3-torch, run by
/usr/bin/python3): one process with two threads and two processes of DistributedDataParallel, as they come, and one
process whose allocator is told to keep memory ("tuned"): where page faults are slow, as in virtual machines, that alone
makes PyTorch several times faster. In bf16 our engine has to beat the best in bf16 or f32.
"""
import argparse
import os
import re
import statistics
import subprocess

NETWORKS = {"article": ("20848", "512,512,512", "sigmoid", (128, 512)), "p1b1": ("60483", "2000,600,2000", "relu", (100, 256))}
PYTHON = "/usr/bin/python3"
PEER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "torch_peer.py")
KEEP = {"MALLOC_MMAP_THRESHOLD_": str(1 << 36), "MALLOC_TRIM_THRESHOLD_": str(1 << 36), "MALLOC_TOP_PAD_": str(1 << 28)}
PRECISIONS = ("f32", "bf16")
PEERS = {"one process": (1, {}), "DDP": (2, {}), "tuned": (1, KEEP)}


def output(command, environment=None):
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **(environment or {})})
    return done.stdout if done.returncode == 0 else ""


def number(text):
    return float(text) if text.strip() else None


def ours(build, network, batch, precision, ranks, threads):
    genes, widths, hidden, _ = network
    text = output(["mpirun", "-n", str(ranks), f"{build}/tests/bench/train_bench", "--genes", genes, "--widths", widths,
                   "--hidden", hidden, "--batch", str(batch), "--precision", precision, "--steps", "8", "--epochs", "4",
                   "--threads", str(threads)])
    rates = [float(rate) for rate in re.findall(r"(\d+) samples/s", text)]
    return max(rates[1:]) if len(rates) > 1 else None  # the best pass after the first, as the peer's


def peer(network, batch, precision, processes, environment):
    genes, widths, hidden, _ = network
    return number(output([PYTHON, PEER, "--widths", f"{genes},{widths},{genes}", "--hidden", hidden, "--batch", str(batch),
                          "--precision", precision, "--processes", str(processes), "--steps", "4"], environment))


def products(build, network, batch, precision):
    genes, widths, _, _ = network
    return number(output(["mpirun", "-n", "2", f"{build}/tests/bench/gemm_bench", "--genes", genes, "--widths", widths,
                          "--batch", str(batch), "--precision", precision]))


def median(values):
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else float("nan")


def one_round(build, network, batch, figures):
    def add(name, precision, value):
        figures.setdefault((name, precision), []).append(value)

    for precision in PRECISIONS:
        add("2 ranks", precision, ours(build, network, batch, precision, 2, 1))
        add("products", precision, products(build, network, batch, precision))
        for name, (processes, environment) in PEERS.items():
            add(name, precision, peer(network, batch, precision, processes, environment))
        add("1 rank", precision, ours(build, network, batch, precision, 1, 2))


def row(batch, precision, figures):
    def of(name, kind=precision):
        return median(figures[name, kind])

    def best(names):  # a peer that does not run is no number, and never the best
        kinds = {"f32", precision}
        return max((of(name, kind) for name in names for kind in kinds), key=lambda rate: rate if rate == rate else 0)

    two, one, plain, tuned = of("2 ranks"), of("1 rank"), best(("one process", "DDP")), best(PEERS)
    return (f"| {batch} | {precision} | {two:.0f} | {one:.0f} | {two / one:.2f} | {plain:.0f} | {two / plain:.2f} "
            f"| {tuned:.0f} | {two / tuned:.2f} | {of('products'):.0f} | {two / of('products'):.2f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--network", choices=NETWORKS, default="article")
    parser.add_argument("--batch", type=int, action="append", help="only this size of a batch; repeatable")
    given = parser.parse_args()
    network = NETWORKS[given.network]
    print("| batch | precision | 2 ranks × 1 thread | 1 rank × 2 threads | ratio | PyTorch | ratio | PyTorch, tuned too | ratio "
          "| products alone | share |\n|---|---|---|---|---|---|---|---|---|---|---|")
    for batch in given.batch or network[3]:
        figures = {}
        for _ in range(given.rounds):
            one_round(given.build, network, batch, figures)
        for precision in PRECISIONS:
            print(row(batch, precision, figures), flush=True)


if __name__ == "__main__":
    main()

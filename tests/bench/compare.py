#!/usr/bin/env python3
"""Training against its peer and against the rate of the products alone, in turn (A B A B …): medians and ratios.

usage: compare.py BUILD [--rounds 5] [--network article|p1b1] [--quick]
BUILD is build/release; source jobs/environment.sh first. The peer is PyTorch (Debian: python3-torch), the best of one
process with two threads and of two processes; without it the table has ours alone.
"""
import argparse
import re
import statistics
import subprocess
import sys

NETWORKS = {"article": ("20848", "512,512,512", "sigmoid", (128, 512)), "p1b1": ("60483", "2000,600,2000", "relu", (100, 256))}
PYTHON = "/usr/bin/python3"


def output(command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else ""


def ours(build, genes, widths, hidden, batch, precision, ranks, threads):
    text = output(["mpirun", "-n", str(ranks), f"{build}/tests/bench/train_bench", "--genes", genes, "--widths", widths,
                   "--hidden", hidden, "--batch", str(batch), "--precision", precision, "--steps", "8", "--epochs", "4",
                   "--threads", str(threads)])
    rates = [float(rate) for rate in re.findall(r"(\d+) samples/s", text)]
    return max(rates[1:]) if len(rates) > 1 else None  # the first epoch prepares the kernels


def peer(genes, widths, hidden, batch, precision, processes):
    text = output([PYTHON, sys.argv[0].replace("compare.py", "torch_peer.py"), "--widths", f"{genes},{widths},{genes}", "--hidden",
                   hidden, "--batch", str(batch), "--precision", precision, "--processes", str(processes)])
    return float(text) if text.strip() else None


def products(build, genes, widths, batch, precision):
    text = output(["mpirun", "-n", "2", f"{build}/tests/bench/gemm_bench", "--genes", genes, "--widths", widths, "--batch",
                   str(batch), "--precision", precision])
    return float(text) if text.strip() else None


def median(values):
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else float("nan")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--network", choices=NETWORKS, default="article")
    parser.add_argument("--quick", action="store_true", help="no DistributedDataParallel")
    given = parser.parse_args()
    genes, widths, hidden, batches = NETWORKS[given.network]
    print("| batch | precision | ours 2x1 | ours 1x2 | PyTorch, best | ratio | 2x1 / 1x2 | rate of products | share |")
    print("|---|---|---|---|---|---|---|---|---|")
    for batch in batches:
        for precision in ("f32", "bf16"):
            figures = {"two": [], "one": [], "limit": []}
            peers = {}
            for _ in range(given.rounds):
                figures["two"].append(ours(given.build, genes, widths, hidden, batch, precision, 2, 1))
                for kind in {"f32", precision}:  # bf16 has to beat the better of both
                    for processes in (1,) if given.quick else (1, 2):
                        peers.setdefault((kind, processes), []).append(peer(genes, widths, hidden, batch, kind, processes))
                figures["one"].append(ours(given.build, genes, widths, hidden, batch, precision, 1, 2))
                figures["limit"].append(products(given.build, genes, widths, batch, precision))
            best = max(peers.values(), key=lambda rates: median(rates) if median(rates) == median(rates) else 0)
            two, one, limit = median(figures["two"]), median(figures["one"]), median(figures["limit"])
            print(f"| {batch} | {precision} | {two:.0f} | {one:.0f} | {median(best):.0f} | {two / median(best):.2f} "
                  f"| {two / one:.2f} | {limit:.0f} | {two / limit:.2f} |", flush=True)


if __name__ == "__main__":
    main()

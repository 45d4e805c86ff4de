# SPDX-License-Identifier: Apache-2.0
"""How fast import is, and what memory it takes: a large ARCHS4-like file, and text.

usage: import_rates.py BUILD DIRECTORY [--samples 100000] [--genes 20000] [--ranks 2] [--rounds 3]

DIRECTORY gets the files that are imported (they stay, and are taken again) and the cohorts (they do not): 25 GB.
Beside each import stands what the same number of processes need merely to read and gunzip the file, in turn.
"""
import argparse
import gzip
import multiprocessing
import os
import statistics
import subprocess
import sys
import threading
import time

import h5py
import numpy as np

BLOCK = 256  # samples of a chunk


def make_archs4(path, samples, genes):
    """Counts with two thirds of zeros, genes × samples, in gzip chunks, as ARCHS4 has them from version 2 on."""
    random = np.random.default_rng(1)
    with h5py.File(path + ".partial", "w") as file:
        data = file.create_dataset("data/expression", (genes, samples), "u4", chunks=(min(genes, 2000), BLOCK),
                                   compression="gzip", compression_opts=4)
        level = np.exp(random.normal(3, 2, genes)).astype("f4")[:, None]
        pool = (level * random.exponential(1, (genes, BLOCK)) * (random.random((genes, BLOCK)) < 0.4)).astype("u4")
        for first in range(0, samples, BLOCK):
            count = min(BLOCK, samples - first)
            data[:, first:first + count] = np.roll(pool, first // BLOCK, axis=0)[:, :count]
        file["meta/genes/symbol"] = np.array([f"G{g}" for g in range(genes)], dtype="S")
        file["meta/samples/geo_accession"] = np.array([f"GSM{s}" for s in range(samples)], dtype="S")
        file["meta/samples/series_id"] = np.array([f"GSE{s // 100}" for s in range(samples)], dtype="S")
    os.rename(path + ".partial", path)


def make_text(path, samples, genes):
    random = np.random.default_rng(2)
    cells = np.array([f"{value:.4f}" for value in random.gamma(2, 3, 20000)])
    opened = gzip.open(path + ".partial", "wt", compresslevel=6) if path.endswith(".gz") else open(path + ".partial", "w", encoding="ascii")
    with opened as file:
        file.write("gene\t" + "\t".join(f"s{s}" for s in range(samples)) + "\n")
        for gene in range(genes):
            file.write(f"G{gene}\t" + "\t".join(cells[random.integers(0, len(cells), samples)]) + "\n")
    os.rename(path + ".partial", path)


def read_blocks(path, rank, ranks):
    with h5py.File(path) as file:
        data = file["data/expression"]
        for first in range(rank * BLOCK, data.shape[1], ranks * BLOCK):
            data[:, first:first + BLOCK]


def read_text(path, rank, ranks):
    opened = gzip.open if path.endswith(".gz") else open
    with opened(path, "rb") as file:
        while file.read(1 << 22):
            pass


def timed(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def merely(read, path, ranks):
    def work():
        processes = [multiprocessing.Process(target=read, args=(path, rank, ranks)) for rank in range(ranks)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
    return timed(work)


def resident(stop, program, peaks):
    """The largest resident set of each process of the program, as Linux keeps it."""
    while not stop.is_set():
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                if os.readlink(f"/proc/{pid}/exe") != program:
                    continue
                with open(f"/proc/{pid}/status", encoding="ascii") as status:
                    peak = next(line for line in status if line.startswith("VmHWM"))
                peaks[pid] = max(peaks.get(pid, 0), int(peak.split()[1]) / 1e6)
            except (OSError, StopIteration):
                continue
        time.sleep(0.3)


def imported(program, path, ranks, out):
    peaks, stop = {}, threading.Event()
    watch = threading.Thread(target=resident, args=(stop, program, peaks))
    watch.start()
    try:
        seconds = timed(lambda: subprocess.run(
            ["mpirun", "-n", str(ranks), program, "import", path, "--out", out, "--quiet"], check=True,
            stdout=subprocess.DEVNULL))
    finally:
        stop.set()
        watch.join()
    os.remove(out)
    return seconds, max(peaks.values())


def compare(name, program, path, read, size, options, ranks):
    ours, theirs, memory = [], [], []
    for _ in range(options.rounds):
        seconds, peak = imported(program, path, ranks, os.path.join(options.directory, "out.h5"))
        ours.append(seconds)
        memory.append(peak)
        theirs.append(merely(read, path, ranks))
    ratio = statistics.median(b / a for a, b in zip(ours, theirs))
    print(f"| {name} | {ranks} | {size / 1e9:.2f} GB | {statistics.median(ours):.1f} s | {size / 1e6 / statistics.median(ours):.0f} MB/s | "
          f"{statistics.median(theirs):.1f} s | {ratio:.2f} | {max(memory):.2f} GB |", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("directory")
    parser.add_argument("--samples", type=int, default=100000)
    parser.add_argument("--genes", type=int, default=20000)
    parser.add_argument("--text-samples", type=int, default=5000)
    parser.add_argument("--ranks", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    program = os.path.realpath(os.path.join(options.build, "lampyris"))
    os.makedirs(options.directory, exist_ok=True)

    def there(name, make, samples):
        path = os.path.join(options.directory, name)
        if not os.path.exists(path):
            print(f"making {path}", file=sys.stderr)
            make(path, samples, options.genes)
        return path

    archs4 = there("archs4.h5", make_archs4, options.samples)
    plain = there("plain.tsv", make_text, options.text_samples)
    packed = there("packed.tsv.gz", make_text, options.text_samples)
    print("| file | ranks | uncompressed | import | rate | merely read | ratio | a rank's memory |")
    print("|---|---|---|---|---|---|---|---|")
    size = options.samples * options.genes * 4
    compare("ARCHS4-like", program, archs4, read_blocks, size, options, options.ranks)
    for name, path in (("text", plain), ("text, gzip", packed)):
        for ranks in (1, options.ranks):
            compare(name, program, path, read_text, os.path.getsize(plain), options, ranks)


main()

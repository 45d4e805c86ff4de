#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The peer of pca_bench: scikit-learn's randomised PCA of the same raw float32 matrix, samples × genes.

usage: pca_peer.py MATRIX GENES COMPONENTS [POWER …]    (4 7: iterated_power, one fit each; OMP_NUM_THREADS counts)
pca_peer.py --standardise COHORT.h5 SAMPLES MATRIX      writes the first samples of a cohort, every gene standardised
Debian: python3-sklearn, python3-h5py."""
import sys
import time

import numpy


def standardise(cohort, samples, path):
    import h5py

    with h5py.File(cohort) as file:
        values = file["expression"]
        out = numpy.memmap(path, dtype="f4", mode="w+", shape=(samples, values.shape[1]))
        blocks = [slice(i, min(samples, i + 1000)) for i in range(0, samples, 1000)]
        total, square = numpy.zeros(values.shape[1]), numpy.zeros(values.shape[1])
        for block in blocks:
            part = values[block].astype("f8")
            total += part.sum(0)
            square += (part * part).sum(0)
        mean = total / samples
        spread = numpy.sqrt(numpy.maximum(square / samples - mean * mean, 0)) + 1e-9
        for block in blocks:
            out[block] = (values[block] - mean) / spread


def main():
    if sys.argv[1] == "--standardise":
        standardise(sys.argv[2], int(sys.argv[3]), sys.argv[4])
        return
    from sklearn.decomposition import PCA

    values = numpy.fromfile(sys.argv[1], dtype="f4").reshape(-1, int(sys.argv[2]))
    for power in map(int, sys.argv[4:] or ["4", "7"]):
        start = time.time()
        fit = PCA(int(sys.argv[3]), svd_solver="randomized", iterated_power=power, random_state=0).fit(values)
        print(f"power {power}: {time.time() - start:.2f} s, explained {fit.explained_variance_ratio_.sum():.8f}", flush=True)


if __name__ == "__main__":
    main()

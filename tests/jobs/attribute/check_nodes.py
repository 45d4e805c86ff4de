# SPDX-License-Identifier: Apache-2.0
"""Computes again what a run says of its nodes, from model.h5, cohort.h5 and gene sets alone, in double, with NumPy and SciPy."""

import csv
import sys

import h5py
import numpy as np
from scipy.stats import hypergeom

RUN, SETS, TOP = sys.argv[1], sys.argv[2], int(sys.argv[3])


def rows_of(name):
    with open(f"{RUN}/{name}", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def close(found, expected, relative, what):
    assert abs(found - expected) <= relative * abs(expected) + 1e-300, f"{what}: {found}, expected {expected}"


def corrected(p):
    order = np.argsort(p, kind="stable")
    raw = p[order] * len(p) / np.arange(1, len(p) + 1)
    q = np.empty(len(p))
    q[order] = np.minimum(1, np.minimum.accumulate(raw[::-1])[::-1])
    return q


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


with h5py.File(f"{RUN}/model.h5") as model, h5py.File(f"{RUN}/cohort.h5") as cohort:
    genes = list(model["genes/id"].asstr()[:])
    widths = model["widths"][:].astype(int)
    scaling = model["scaling"]
    values = cohort["expression"][:].astype(np.float64)
    values = np.where(np.isnan(values), scaling["mean"][:], values)
    values = np.clip((values - scaling["offset"][:]) * scaling["factor"][:], scaling.attrs["low"], scaling.attrs["high"])
    values = values[model["samples/part"][:] == 0]
    dense = [(model[f"dense/{s}/weights"][:].astype(np.float64), model[f"dense/{s}/bias"][:].astype(np.float64))
             for s in range(len(widths) + 1)]
    ranges = [tuple(model[f"layers/{l}/{end}"][:].astype(np.float64) for end in ("minimum", "maximum"))
              for l in range(1, len(widths) + 1)]

sets = {}
with open(SETS, encoding="utf-8") as file:
    for line in file:
        name, _, *members = line.rstrip("\n").split("\t")
        kept = {gene for gene in members if gene in set(genes)}
        if len(kept) >= 5:
            sets[name] = kept

attribution = h5py.File(f"{RUN}/attribution.h5")
table = rows_of("nodes.tsv")
compared = min(TOP, max(1, len(genes) // 10))
code, unit, firsts, worst = values, 0, [], 0.0
for layer, width in enumerate(widths, 1):
    code = sigmoid(code @ dense[layer - 1][0] + dense[layer - 1][1])
    low, high = ranges[layer - 1]
    scores = np.empty((width, len(genes)))
    for node in range(width):
        both = np.array([low, low]).astype(np.longdouble)
        both[1, node] = high[node]
        for weights, bias in dense[layer:]:
            both = sigmoid(both @ weights.astype(np.longdouble) + bias)
        scores[node] = both[1] - both[0]
    stored = attribution[f"layers/{layer}/scores"][:]
    largest = np.abs(scores).max(axis=1)
    worst = max(worst, (np.abs(stored - scores).max(axis=1) / largest).max())
    assert worst < 1e-6, f"light-up of layer {layer}: off by {worst} of the node's largest"

    centred = code - code.mean(axis=0)
    spread = np.sqrt((centred**2).sum(axis=0))
    correlations = (centred / spread).T @ (centred / spread)
    eigenvalues = np.linalg.eigvalsh(correlations)
    ridge = max(0.0, eigenvalues[-1] / 1e6 - eigenvalues[0])
    loading = np.linalg.solve(correlations + ridge * np.eye(width), (centred / spread).T @ values) / spread[:, None]
    found = attribution[f"layers/{layer}/loading"]
    close(found.attrs["ridge"], ridge, 0.1, f"ridge of layer {layer}")  # of activations in single precision
    off = np.linalg.norm((found[:] - loading) * spread[:, None]) / np.linalg.norm(loading * spread[:, None])
    assert off < 0.02, f"loading of layer {layer}: off by {off}"

    limit = 0.01 * np.median(high - low)
    tests, of_layer = [], set()
    for node in range(width):
        row = table[unit + node]
        where = f"layer {layer} node {node + 1}"
        constant = high[node] - low[node] < limit or largest[node] < 1e-5 * largest.max()
        assert row["constant"] == ("yes" if constant else "no"), where
        for column, at in (("minimum", 0), ("q01", 0.01), ("median", 0.5), ("q99", 0.99), ("maximum", 1)):
            assert abs(float(row[column]) - np.quantile(code[:, node], at)) < 2e-5, f"{where}: {column}"
        if constant:
            firsts.append((None, set()))
            continue
        signature = set(np.argsort(-np.abs(stored[node]), kind="stable")[:compared])
        same = [n for n, (first, other) in enumerate(firsts) if first == n and 2 * len(other & signature) > compared]
        firsts.append((same[0] if same else unit + node, signature))
        named = {genes[gene] for gene in signature}
        p = {name: hypergeom.sf(len(named & members) - 1, len(genes), len(members), compared) for name, members in sets.items()}
        best = min(p, key=p.get)
        expected = "NA"
        if same:
            before = np.searchsorted(np.cumsum(widths), same[0], side="right")
            expected = f"layer{before + 1}_node{same[0] - np.cumsum(widths)[before] + widths[before] + 1}"
        assert row["duplicate_of"] == expected, f"{where}: repeats {row['duplicate_of']}, expected {expected}"
        if firsts[-1][0] not in of_layer:
            tests.append((row, p, best))
        of_layer.add(firsts[-1][0])
        if not named & sets[best]:
            assert row["name"] == "NA", where
            continue
        assert row["name"] == best, f"{where}: {row['name']}, expected {best}"
        close(float(row["name_p"]), p[best], 1e-5, f"{where}: p")
    q = corrected(np.concatenate([list(p.values()) for _, p, _ in tests]))
    for n, (row, p, best) in enumerate(tests):
        if row["name"] != "NA":
            close(float(row["name_q"]), q[n * len(sets) + list(p).index(best)], 1e-5, f"q of {row['layer']} {row['node']}")
    unit += width

classes = [first for first, _ in firsts]
words = [f"{row['layer']}:{row['node']}" for row in table]
network = rows_of("interactome.tsv")
assert {f"{row['layer']}:{row['node']}" for row in network} == {w for w, first in zip(words, classes) if first is not None}
for key in {(row["list"], row["measure"], row["null"]) for row in network}:
    own = [row for row in network if (row["list"], row["measure"], row["null"]) == key]
    counted = [row for row in own if classes[words.index(f"{row['layer']}:{row['node']}")] == words.index(f"{row['layer']}:{row['node']}")]
    for row, q in zip(counted, corrected(np.array([float(row["p"]) for row in counted]))):
        close(float(row["q"]), q, 1e-5, f"q of {key}")
print(f"{len(table)} nodes, {sum(first is None for first in classes)} constant, "
      f"{sum(first is not None and first != n for n, first in enumerate(classes))} repeat a signature, light-up off by {worst:.1e}")

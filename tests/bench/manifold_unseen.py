#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A principal manifold against PCA of the same size on people and studies that it has never seen: R² above PCA, mean over
splits with its 95 % interval, and the worst split.

usage: manifold_unseen.py BENCH WHAT [--codes 16,32,64,128] [--splits 5] [--first 0] [--data ../shared/data] [--ranks 1]
                          [options of manifold_bench]
BENCH is build/release/tests/bench/manifold_bench; source jobs/environment.sh first. WHAT is one of
  donors    RNAseqDB's 744 tissue samples; 15 % of the donors test, 12 % validate
  patients  tb_blood's 17 studies, study means removed: two studies are set aside (printed as "study"), of the others' patients
            15 % test and 12 % validate
  studies   the same two studies are tested; of the others at least three, with 15 % of all samples, validate
Every study is centred on its own training samples, on all of its samples where none of them trains."""
import argparse
import os
import sys
import tempfile

import numpy
import pandas

import manifold_cohort


def table_of(path):
    table = pandas.read_csv(path, sep="\t", index_col=0)
    return table.to_numpy().T.astype("f8"), table.columns


def people(groups, random):
    unique = numpy.unique(groups)
    random.shuffle(unique)
    first, second = round(.15 * len(unique)), round(.27 * len(unique))
    part = {group: "test" if i < first else "validation" if i < second else "training" for i, group in enumerate(unique)}
    return numpy.array([part[group] for group in groups], dtype="<U10")


class Donors:
    def __init__(self, data):
        values, names = table_of(os.path.join(data, "expression/rnaseqdb_demo_log2fpkm1_5500x744.tsv.gz"))
        self.values = numpy.clip(values, 0, 20)
        self.donors = numpy.array(["-".join(name.split("-")[:3 if name.startswith("TCGA") else 2]) for name in names])

    def split(self, seed):
        part = people(self.donors, numpy.random.default_rng(seed))
        low, high = (f(self.values[part == "training"], 0) for f in (numpy.min, numpy.max))
        return numpy.clip((self.values - low) / numpy.maximum(high - low, 1e-6), 0, 1), part, self.donors


class Blood:
    def __init__(self, data, by_study):
        folder = os.path.join(data, "expression/tb_blood")
        self.values, names = table_of(os.path.join(folder, "tb_blood_log2_10286x1113.tsv.gz"))
        annotation = pandas.read_csv(os.path.join(folder, "annotation.tsv"), sep="\t", dtype=str).set_index("sample_id").loc[names]
        self.study = annotation.study.to_numpy().astype(str)
        self.patient = (annotation.study + "|" + annotation.patient.fillna("?")).str.replace(r"\s+", "_", regex=True).to_numpy().astype(str)
        self.by_study = by_study

    def split(self, seed):
        random = numpy.random.default_rng(seed)
        names, counts = numpy.unique(self.study, return_counts=True)
        aside = set(random.choice(sorted(names[counts >= 30]), 2, replace=False))
        if self.by_study:
            part = numpy.full(len(self.study), "training", dtype="<U10")
            rest = sorted(set(names) - aside)
            random.shuffle(rest)
            taken = 0
            for place, name in enumerate(rest):
                if place >= 3 and taken >= .15 * len(self.study):
                    break
                part[self.study == name] = "validation"
                taken += counts[names == name][0]
        else:
            part = people(self.patient, random)
        part[[name in aside for name in self.study]] = "study"
        values = self.values.copy()
        for name in names:
            rows = self.study == name
            own = rows & (part == "training")
            values[rows] -= values[own if own.any() else rows].mean(0)
        spread = values[part == "training"].std(0)
        return numpy.clip(values / (spread + 1e-9), -10, 10), part, self.study if self.by_study else self.patient


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("bench")
    parser.add_argument("what", choices=("donors", "patients", "studies"))
    parser.add_argument("--codes", default="16,32,64,128")
    parser.add_argument("--splits", type=int, default=5)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--data", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../shared/data"))
    parser.add_argument("--ranks", type=int, default=1)
    parser.add_argument("--verbose", action="store_true")
    options, options.more = parser.parse_known_args()
    cohort = Donors(options.data) if options.what == "donors" else Blood(options.data, options.what == "studies")
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(options.first, options.first + options.splits):
            for row in manifold_cohort.fit(options, *cohort.split(seed), folder):
                print(seed, "%s code %d pca %.4f encoder %+.4f refined %+.4f" % row, file=sys.stderr, flush=True)
                rows.append(row)
    for part in sorted({row[0] for row in rows}, reverse=True):
        manifold_cohort.report(f"{options.what}, {part}", [row[1:] for row in rows if row[0] == part])


if __name__ == "__main__":
    main()

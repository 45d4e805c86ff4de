# SPDX-License-Identifier: Apache-2.0
"""Writes train.tsv, other.tsv (lacks a quarter of its genes), foreign.tsv (three quarters) and unknown.tsv (all), with annotations."""
import random

GENES = [f"GEN{number:03d}" for number in range(120)]
LOADINGS = random.Random(1)
WEIGHTS = [[LOADINGS.gauss(0, 1) for _ in GENES] for _ in range(5)]


def write(name, samples, genes, generator, names=None):
    rows = []
    for _ in range(samples):
        factors = [generator.gauss(0, 1) for _ in WEIGHTS]
        rows.append([7 + sum(f * w[g] for f, w in zip(factors, WEIGHTS)) + generator.gauss(0, 0.4) for g in range(len(GENES))])
    with open(f"{name}.tsv", "w", encoding="utf-8") as file:
        print("gene", *(f"{name}{i}" for i in range(samples)), sep="\t", file=file)
        for g in genes:
            print((names or GENES)[g], *(f"{row[g]:.5g}" for row in rows), sep="\t", file=file)
    with open(f"{name}_samples.tsv", "w", encoding="utf-8") as file:
        print("sample", "tissue", "sex", sep="\t", file=file)
        for i in range(samples):
            print(f"{name}{i}", ("gut", "liver", "lung")[i % 3], "fm"[i % 2] if i > 4 else "", sep="\t", file=file)


def main():
    generator = random.Random(2)
    write("train", 100, range(120), generator)
    write("other", 33, [g for g in reversed(range(120)) if g % 4], generator)
    write("foreign", 20, [g for g in range(120) if g % 4 == 0], generator)
    write("unknown", 20, range(30), generator, [f"X{number}" for number in range(120)])


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: Apache-2.0
"""Damages small HDF5 files of other programs and reads them: a damaged file gives an exit code and one line, never a crash.

usage: damaged_hdf5.py PROGRAM COUNT [SEED] (in an empty directory)
"""
import concurrent.futures
import os
import random
import subprocess
import sys

import h5py
import numpy as np

program, count = sys.argv[1], int(sys.argv[2])
seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
samples, genes = 30, 40
# One process that looks for no others starts in half of the time.
alone = dict(os.environ, OMPI_MCA_ess_singleton_isolated="1", OMPI_MCA_btl="self", OMPI_MCA_pml="ob1")
text = h5py.string_dtype()


def sample_ids():
    return [f"sample{i}" for i in range(samples)]


def gene_ids():
    return [f"ENSG{i:011}" for i in range(genes)]


def values():
    return np.random.default_rng(1).poisson(3, (samples, genes)).astype("f4")


def frame(file, name, ids, columns):
    group = file.create_group(name)
    group.attrs.update({"_index": "_index", "encoding-type": "dataframe", "encoding-version": "0.2.0"})
    group.attrs["column-order"] = np.array(list(columns), dtype=text)
    group.create_dataset("_index", data=ids, dtype=text)
    for column, cells in columns.items():
        part = group.create_group(column)
        part.attrs.update({"encoding-type": "categorical", "encoding-version": "0.2.0", "ordered": False})
        part["categories"] = np.array(sorted(set(cells)), dtype=text)
        part["codes"] = np.array([sorted(set(cells)).index(cell) for cell in cells], dtype="i1")


def h5ad(path, sparse):
    with h5py.File(path, "w") as file:
        file.attrs.update({"encoding-type": "anndata", "encoding-version": "0.1.0"})
        frame(file, "obs", sample_ids(), {"organ": ["lung" if i % 2 else "skin" for i in range(samples)]})
        frame(file, "var", gene_ids(), {})
        if not sparse:
            file.create_dataset("X", data=values(), chunks=(8, 16), compression="gzip", shuffle=True)
            return
        dense = values()
        group = file.create_group("X")
        group.attrs.update({"encoding-type": "csr_matrix", "encoding-version": "0.1.0", "shape": dense.shape})
        there = dense != 0
        group.create_dataset("data", data=dense[there], compression="gzip")
        group.create_dataset("indices", data=np.nonzero(there)[1].astype("i4"), compression="gzip")
        group.create_dataset("indptr", data=np.concatenate([[0], np.cumsum(there.sum(1))]).astype("i4"))


def loom(path):
    with h5py.File(path, "w") as file:
        file.create_dataset("matrix", data=values().T, chunks=(16, 8), compression="gzip")
        file.create_dataset("row_attrs/Gene", data=gene_ids(), dtype=text)
        file.create_dataset("col_attrs/CellID", data=sample_ids(), dtype=text)
        for group in ("layers", "row_graphs", "col_graphs"):
            file.create_group(group)


def tenx(path):
    dense = values()
    there = dense != 0
    with h5py.File(path, "w", libver="latest") as file:
        group = file.create_group("matrix")
        group["barcodes"] = np.array(sample_ids(), dtype="S")
        group.create_dataset("data", data=dense[there].astype("i4"), chunks=(64,), compression="gzip")
        group["indices"] = np.nonzero(there)[1]
        group["indptr"] = np.concatenate([[0], np.cumsum(there.sum(1))])
        group["shape"] = np.array([genes, samples], dtype="i4")
        group["features/id"] = np.array(gene_ids(), dtype="S")
        group["features/name"] = np.array(gene_ids(), dtype="S")
        group["features/feature_type"] = np.array(["Gene Expression"] * genes, dtype="S")


def gctx(path):
    with h5py.File(path, "w") as file:
        file.attrs["version"] = "GCTX1.0"
        file["0/DATA/0/matrix"] = values()
        file["0/META/ROW/id"] = np.array(gene_ids(), dtype="S")
        file["0/META/COL/id"] = np.array(sample_ids(), dtype="S")


def damage(whole, at):
    """The file with some bytes of another value, or cut off; most of them in the first half, where the structure is."""
    chance = random.Random(f"{seed} {at}")
    changed = bytearray(whole)
    if chance.random() < 0.05:
        return bytes(changed[:chance.randrange(len(changed))])
    for _ in range(chance.choice([1, 1, 2, 4, 16, 64])):
        place = chance.randrange(len(changed) if chance.random() < 0.5 else len(changed) // 2)
        changed[place] = chance.choice([0, 0xFF, chance.randrange(256), changed[place] ^ (1 << chance.randrange(8))])
    return bytes(changed)


def read(at):
    name, whole = files[at % len(files)]
    path = f"{at}_{name}"
    with open(path, "wb") as file:
        file.write(damage(whole, at))
    out = f"{at}.h5"
    arguments = ["inspect", path] if at // len(files) % 2 else ["import", path, "--out", out, "--quiet"]
    try:
        # The check of a file may take 10 seconds of the processor, which is not always at hand.
        done = subprocess.run([program, *arguments], capture_output=True, text=True, errors="replace", check=False,
                              timeout=180, env=alone)
        code, errors = done.returncode, done.stderr
    except subprocess.TimeoutExpired:
        code, errors = "more than 180 s", ""
    good = code == 0 or (code == 3 and len(errors.splitlines()) == 1 and errors.startswith("lampyris: "))
    for made in (out, f"{at}.ids.tsv"):
        if os.path.exists(made):
            os.remove(made)
    if good:
        os.remove(path)
    return good, code, "crashes on" in errors, f"{' '.join(arguments)}: {code}: {errors[:300]}"


makers = {"dense.h5ad": lambda path: h5ad(path, False), "sparse.h5ad": lambda path: h5ad(path, True), "a.loom": loom,
          "tenx.h5": tenx, "a.gctx": gctx}
files = []
for name, make in makers.items():
    make(name)
    with open(name, "rb") as file:
        files.append((name, file.read()))
    subprocess.run([program, "import", name, "--out", "whole.h5", "--quiet"], check=True)

results = []
with concurrent.futures.ThreadPoolExecutor(2) as pool:
    for result in pool.map(read, range(count)):
        results.append(result)
        if not result[0]:
            print("FAILED:", result[3], flush=True)
bad = [said for good, _, _, said in results if not good]
codes = [code for _, code, _, _ in results]
print(f"{count} damaged files: {codes.count(0)} read, {codes.count(3)} refused, {sum(c for _, _, c, _ in results)} of them "
      f"because the library crashes; {len(bad)} crashed the program or said no line")
sys.exit(1 if bad else 0)

# SPDX-License-Identifier: Apache-2.0
"""Reads a latent.h5ad with AnnData and compares it with the formulas of latent_file_test.cpp."""
import sys

import anndata
import numpy as np

latent = anndata.read_h5ad(sys.argv[1])
n = 23
assert latent.shape == (n, 3), latent.shape
assert list(latent.var_names) == ["TP53", "IL2", "α"]
assert list(latent.obs_names) == [f"s{i}" for i in range(n)]
assert list(latent.obs.columns) == ["organ", "donor|id", "note"], list(latent.obs.columns)
organs = ["lung", "", "größe"]
expected = [organs[i % 3] for i in range(n)]
organ = latent.obs["organ"]
assert organ.dtype.name == "category" and sorted(organ.cat.categories) == ["größe", "lung"], organ
assert ["" if value != value else value for value in organ.astype(object)] == expected
assert list(latent.obs["donor|id"]) == [f"d{i * i}" for i in range(n)]
assert latent.obs["note"].isna().all()
assert sorted(latent.obsm.keys()) == ["X_layer1", "X_pca"]
for name, scale, width in (("X_layer1", 0.5, 70), ("X_pca", -0.25, 2)):
    rows = np.arange(n, dtype=np.float32)[:, None]
    columns = np.arange(width, dtype=np.float32)[None, :]
    array = latent.obsm[name]
    assert array.dtype == np.float32 and array.shape == (n, width), array
    assert (array == np.float32(scale) * rows + columns).all(), name
subset = latent[latent.obs["organ"] == "lung"]
assert subset.n_obs == sum(value == "lung" for value in expected)
print("latent.h5ad is as written")

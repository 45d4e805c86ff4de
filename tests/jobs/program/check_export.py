# SPDX-License-Identifier: Apache-2.0
"""A cohort exported by the program must open in anndata as it was imported.

usage: check_export.py PROGRAM FILES_MD (in an empty directory); docs/files.md shows how to read cohort.h5
"""
import os
import subprocess
import sys

import numpy as np

try:
    import anndata
    import pandas
except ImportError:
    print("SKIPPED: python3-anndata is not there")
    sys.exit(77)

program, files_md = sys.argv[1:3]
random = np.random.default_rng(3)
values = random.normal(5, 2, (311, 23)).astype("f4")
values[random.random(values.shape) < 0.1] = np.nan
samples = [f"s{i}" for i in range(311)]
genes = [f"G{i}" for i in range(23)]
obs = pandas.DataFrame({"organ": [["liver", "kidney", None][i % 3] for i in range(311)],
                        "a/b": [f"µ{i}" for i in range(311)]}, index=samples)
pandas.DataFrame(values, samples, genes).to_csv("m.tsv", sep="\t", na_rep="NA", index_label="sample",
                                                float_format="%.9g")
obs.to_csv("a.tsv", sep="\t", index_label="sample")


def run(ranks, *words):
    launch = ["mpirun", "-n", str(ranks)] if ranks > 1 else []
    subprocess.run([*launch, program, *words, "--quiet"], check=True)


run(1, "import", "m.tsv", "--annotation", "a.tsv", "--out", "cohort.h5")
with open(files_md, encoding="utf-8") as file:
    shown = next(block for block in file.read().split("```python\n")[1:] if "cohort.h5" in block).split("```")[0]
read = {}
exec(shown.replace("tissue", "organ"), read)  # as a reader of docs/files.md would, who has this annotation
assert list(read["samples"]) == samples and list(read["genes"]) == genes
np.testing.assert_array_equal(read["values"], values)
assert list(read["organ"]) == [v or "" for v in obs["organ"]]
for ranks in (1, 3):
    run(ranks, "export", "cohort.h5", "--out", "out.h5ad")
    read = anndata.read_h5ad("out.h5ad")
    assert list(read.obs_names) == samples and list(read.var_names) == genes
    np.testing.assert_array_equal(read.X, values)
    assert [None if v != v else v for v in read.obs["organ"]] == list(obs["organ"])
    assert list(read.obs["a|b"]) == list(obs["a/b"]), read.obs.columns
    os.remove("out.h5ad")
# And back: what anndata writes again is the same cohort.
run(2, "export", "cohort.h5", "--out", "out.h5ad")
anndata.read_h5ad("out.h5ad").write_h5ad("again.h5ad")
run(2, "import", "again.h5ad", "--out", "again.h5")
run(1, "export", "again.h5", "--out", "twice.h5ad")
np.testing.assert_array_equal(anndata.read_h5ad("twice.h5ad").X, values)
os.mkdir("empty")
bad = subprocess.run([program, "export", "empty", "--out", "x.h5ad"], capture_output=True, text=True, check=False)
assert bad.returncode == 2 and "no cohort.h5 in it" in bad.stderr, bad
assert not os.path.exists("x.h5ad")
print("exported as imported, at 1 and 3 ranks")

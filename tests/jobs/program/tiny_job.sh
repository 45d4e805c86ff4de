# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Sourced: tiny_job DIRECTORY [PROGRAM] makes a small simulated cohort and a job for it that takes seconds.
tiny_job() {
  local into=$1 program=$2
  mpirun -n 1 "$program" simulate --out "$into/cohort" --samples 120 --genes 300 --programs 6 --classes 3 --quiet ||
    return 1
  cat > "$into/job.toml" <<TOML
preset = "dwivedi2020"
[run]
directory = "$into/run"
[cohort]
inputs = ["$into/cohort/cohort.h5"]
annotation = "$into/cohort/annotation.tsv"
split_by = "donor"
[model]
widths = [24, 16, 12]
[train]
epochs = 12
batch = 20
rate = 3e-3
patience = 0
[attribute]
top = 50
truth = "$into/cohort/truth.tsv"
[interactome]
edges = "$into/cohort/interactome.tsv"
score = 0
top = [20, 50]
null_sets = 100
[structure]
labels = ["class"]
pca = [2, 12]
permutations = 100
[modules]
gene_sets = ["$into/cohort/gene_sets.gmt"]
permutations = 100
max_permutations = 200
[[modules.contrast]]
name = "disease"
cases = "status=case"
controls = "status=control"
group = "donor"
TOML
}

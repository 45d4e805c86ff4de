# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Sourced: auto_job DIRECTORY PROGRAM WIDTH EPOCHS makes a small simulated cohort and a job of the default preset for it, in
# DIRECTORY/job.toml, whose last section is [train].
auto_job() {
  local into=$1 program=$2 width=$3 epochs=$4
  mpirun -n 1 "$program" simulate --out "$into/cohort" --samples 320 --genes 300 --programs 6 --classes 3 --quiet || return 1
  cat >"$into/job.toml" <<TOML
[cohort]
inputs = ["$into/cohort/cohort.h5"]
annotation = "$into/cohort/annotation.tsv"
validation = 0.2
[model]
code = [3, 5]
widths = [$width]
turns = 2
[train]
precision = "f32"
epochs = $epochs
TOML
}

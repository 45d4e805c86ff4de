#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# One epoch in f32 on 1 and 2 ranks, cut by genes and by samples, gives the weights, the loss and the R² of PyTorch from
# the same weights and batches, and the values of PyTorch that unit tests hold are what it gives. Exit code 77, "skipped" for ctest, where Python has no PyTorch.
set -u
program=$1 training_start=$2
here=$(cd "$(dirname "$0")" && pwd)
if ! reason=$(/usr/bin/python3 -c 'import h5py, numpy, tomllib, torch' 2>&1); then
  echo "SKIPPED: nothing was compared with PyTorch: $(tail -n 1 <<<"$reason")"
  echo "to run this test: apt-get install --no-install-recommends python3-torch python3-h5py   (about 1 GB)"
  exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

mpirun -n 1 "$program" simulate --out cohort --samples 300 --genes 400 --programs 12 --classes 4 --quiet || exit 1
cat >job.toml <<TOML
preset = "dwivedi2020"
[cohort]
inputs = ["cohort/cohort.h5"]
validation = 0.1
heldout = 0
[model]
widths = [48, 20, 32]
[train]
epochs = 1
batch = 32          # 8 batches and one of 14
rate = 1e-3
decay = 0.02
precision = "f32"
TOML

# train NAME "GRID…" SETTING…: into NAME-GRID.
runs=()
train() {
  local name=$1 grids=$2 grid setting settings=()
  shift 2
  for setting in "$@"; do settings+=(--set "$setting"); done
  for grid in $grids; do
    for stage in import train; do
      mpirun -n $((${grid%x*} * ${grid#*x})) "$program" $stage job.toml --set run.directory="$name-$grid" \
        "${settings[@]}" --grid "$grid" --quiet >/dev/null || exit 1
    done
    runs+=("$name-$grid")
  done
}
train adam "1x1 1x2 2x1"
train sgd "1x2" train.optimiser='"sgd"' train.rate=1 cohort.scale='"zscore"' model.output='"linear"' model.hidden='"elu"'
train adamw "2x1" train.optimiser='"adamw"' train.weight_decay=0.1 cohort.scale='"zscore"' model.output='"linear"' \
  model.hidden='"tanh"'
tests=$here/../..
/usr/bin/python3 "$tests/reference/residual_pytorch.py" --check "$tests/src/training/residual_values.hpp" ||
  { echo "FAILED: tests/src/training/residual_values.hpp is not what tests/reference/residual_pytorch.py gives"; exit 1; }
/usr/bin/python3 "$here/check_pytorch.py" "$training_start" "${runs[@]}"

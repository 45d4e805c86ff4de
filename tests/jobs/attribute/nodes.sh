#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What a run says of its nodes, computed again by NumPy and SciPy from the model, the cohort and the gene sets: light-up, loading,
# constant nodes, repeated signatures, names, and what counts as a test. Skips where Python has none of them.
set -u
program=$1
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../program/tiny_job.sh"
python=
for one in python3 /usr/bin/python3; do
  "$one" -c 'import h5py, numpy, scipy' 2>/dev/null && python=$one && break
done
[[ -n $python ]] || { echo "skipped: Python has no h5py, numpy or scipy"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $*"; exit 1; }

tiny_job "$work" "$program" || fail "cannot simulate"
# Some nodes of so wide a layer do much the same.
mpirun -n 2 "$program" run "$work/job.toml" --set 'model.widths=[40, 24]' --set train.epochs=30 --quiet >"$work/out" 2>&1 ||
  fail "run: $(cat "$work/out")"
"$python" "$here/check_nodes.py" "$work/run" "$work/cohort/gene_sets.gmt" 50 || fail "nodes"

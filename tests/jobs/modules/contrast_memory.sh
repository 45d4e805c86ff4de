#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The memory of modules does not grow by the values of each contrast: 12 contrasts of 2000 samples × 2000 genes (16 MB
# each) take little more than one: 60 MB are left to the heap.
set -u
program=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $*"; exit 1; }

"$program" simulate --out "$work/cohort" --samples 2000 --genes 2000 --quiet || fail "cannot simulate"
# job CONTRASTS: the job with so many.
job() {
  cat <<TOML
preset = "dwivedi2020"
[run]
directory = "$work/run"
[cohort]
inputs = ["$work/cohort/cohort.h5"]
annotation = "$work/cohort/annotation.tsv"
[model]
widths = [8]
[train]
epochs = 1
[modules]
gene_sets = ["$work/cohort/gene_sets.gmt"]
permutations = 100
max_permutations = 100
TOML
  for number in $(seq "$1"); do
    printf '[[modules.contrast]]\nname = "c%s"\ncases = "status=case"\ncontrols = "status=control"\n' "$number"
  done
}
# peak CONTRASTS: MB of the process.
peak() {
  job "$1" >"$work/job.toml"
  "$program" modules "$work/job.toml" --force --quiet >/dev/null 2>"$work/err" || fail "modules: $(cat "$work/err")"
  python3 - "$work/run/manifest.json" <<'PYTHON'
import json, sys
print(json.load(open(sys.argv[1]))["stages"]["modules"]["peak_memory_bytes_largest_rank"] // 1000000)
PYTHON
}

job 1 >"$work/job.toml"
for stage in import train attribute; do
  "$program" $stage "$work/job.toml" --quiet >/dev/null 2>"$work/err" || fail "$stage: $(cat "$work/err")"
done
one=$(peak 1) || fail "$one"
many=$(peak 12) || fail "$many"
echo "1 contrast: $one MB, 12 contrasts: $many MB"
[ $((many - one)) -le 60 ] || fail "the memory grows with the contrasts"

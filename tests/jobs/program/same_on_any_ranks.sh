#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# On one trained model, the tables and gene lists of every later stage are byte-identical from 1, 3 and 4 ranks and on
# grids that cut the genes, and the arrays in the HDF5 files are equal.
set -u
program=$1
here=$(cd "$(dirname "$0")" && pwd)
. "$here/tiny_job.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $*"; exit 1; }

tiny_job "$work" "$program" || fail "cannot simulate"
mpirun -n 2 "$program" run "$work/job.toml" --quiet >"$work/out" || fail "run: $(cat "$work/out")"
grep -q '^programs found: ' "$work/out" || fail "no line 'programs found' in the summary"

# Simulated values do not depend on the number of ranks, either.
mpirun -n 3 "$program" simulate --out "$work/cohort3" --samples 120 --genes 300 --programs 6 --classes 3 --quiet
for file in annotation.tsv interactome.tsv gene_sets.gmt truth.tsv; do
  cmp "$work/cohort/$file" "$work/cohort3/$file" || fail "simulate: $file differs on 3 ranks"
done
cp "$work/cohort/cohort.h5" "$work/first.h5"
sleep 1.1  # a time of writing in the file would show
mpirun -n 1 "$program" simulate --out "$work/cohort" --samples 120 --genes 300 --programs 6 --classes 3 --quiet
cmp "$work/first.h5" "$work/cohort/cohort.h5" || fail "simulate: the same command gives another file"
h5diff "$work/cohort/cohort.h5" "$work/cohort3/cohort.h5" || fail "simulate: cohort.h5 differs on 3 ranks"

compared=0
compare() {  # run directory, what differs in it
  local file
  for file in "$work"/run1/*.tsv "$work"/run1/*.gmt; do
    cmp "$file" "$1/$(basename "$file")" || fail "$(basename "$file") differs on $2"
    compared=$((compared + 1))
  done
  for file in attribution.h5 latent.h5ad; do
    h5diff "$work/run1/$file" "$1/$file" || fail "$file differs on $2"
    compared=$((compared + 1))
  done
}

later_stages() {  # name of the run directory, ranks, grid
  cp -r "$work/run" "$work/$1"
  local stage
  for stage in attribute interactome structure modules; do
    mpirun -n "$2" "$program" $stage "$work/job.toml" --set run.directory="$work/$1" --grid "$3" --force --quiet \
      >/dev/null || fail "$stage on $2 ranks, grid $3"
  done
}

later_stages run1 1 auto
for case in "3 auto" "4 auto" "3 1x3" "4 2x2"; do
  read -r ranks grid <<<"$case"
  later_stages "run$ranks-$grid" "$ranks" "$grid"
  compare "$work/run$ranks-$grid" "$ranks ranks, grid $grid"
done
# The manifest says on which grid a stage ran; 300 genes are too few to be cut unasked.
python3 - "$work/run3-1x3/manifest.json" "$work/run4-auto/manifest.json" <<'CHECK' || fail "grids of the manifest"
import json, sys
asked, auto = (json.load(open(path)) for path in sys.argv[1:])
assert (asked["grid"], asked["stages"]["structure"]["grid"]) == ("2x1", "1x3"), asked
assert auto["stages"]["structure"]["grid"] == "4x1", auto
CHECK

# PCA is fitted anew by reference, and its last bits may differ; the autoencoder's reconstruction may not.
for case in "1 auto" "3 auto" "3 1x3" "4 2x2"; do
  read -r ranks grid <<<"$case"
  mpirun -n "$ranks" "$program" reference "$work/job.toml" --set run.directory="$work/run1" --grid "$grid" --force \
    --quiet >/dev/null || fail "reference on $ranks ranks, grid $grid"
  for file in r2_per_gene.tsv r2_per_sample.tsv; do
    cmp "$work/run/$file" "$work/run1/$file" || fail "$file differs on $ranks ranks, grid $grid"
    compared=$((compared + 1))
  done
done
[ $compared -ge 40 ] || fail "only $compared files were compared"
echo "$compared files are the same on 1, 3 and 4 ranks and on the grids 1x3 and 2x2"

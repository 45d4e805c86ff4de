#!/usr/bin/env bash
# On one trained model, the tables and gene lists of every later stage are byte-identical from 1, 3 and 4 ranks, and
# the arrays in the HDF5 files are equal.
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
for ranks in 1 3 4; do
  cp -r "$work/run" "$work/run$ranks"
  for stage in attribute interactome structure modules; do
    mpirun -n $ranks "$program" $stage "$work/job.toml" --set run.directory="$work/run$ranks" --force --quiet >/dev/null ||
      fail "$stage on $ranks ranks"
  done
  [ $ranks = 1 ] && continue
  for file in "$work"/run1/*.tsv "$work"/run1/*.gmt; do
    cmp "$file" "$work/run$ranks/$(basename "$file")" || fail "$(basename "$file") differs on $ranks ranks"
    compared=$((compared + 1))
  done
  for file in attribution.h5 latent.h5ad; do
    h5diff "$work/run1/$file" "$work/run$ranks/$file" || fail "$file differs on $ranks ranks"
    compared=$((compared + 1))
  done
done
[ $compared -ge 20 ] || fail "only $compared files were compared"
echo "$compared files are the same on 1, 3 and 4 ranks"

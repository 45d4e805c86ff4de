#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A job with steps of preprocessing: the same files from 1, 2 and 3 ranks, kept and made again as the steps change, and a
# contrast of another cohort that goes through the model's own steps.
set -u
program=$1
here=$(cd "$(dirname "$0")" && pwd)
. "$here/tiny_job.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $*"; exit 1; }

tiny_job "$work" "$program" || fail "cannot simulate"
steps='cohort.preprocess=["log2","quantile","impute=mean","variable=250","combat=batch:class","winsorise=4"]'
for ranks in 1 2 3; do
  mkdir -p "$work/run$ranks"
  for stage in import preprocess; do
    mpirun -n $ranks "$program" $stage "$work/job.toml" --set run.directory="$work/run$ranks" --set "$steps" --quiet \
      >"$work/out" || fail "$stage on $ranks ranks: $(cat "$work/out")"
  done
  grep -q 'preprocess: .*: 250 of 300 genes' "$work/out" || fail "summary: $(cat "$work/out")"
  for file in prepared.h5 preprocessing.h5; do
    h5diff "$work/run1/$file" "$work/run$ranks/$file" || fail "$file differs on $ranks ranks"
  done
done

mpirun -n 2 "$program" run "$work/job.toml" --set run.directory="$work/run2" --set "$steps" >"$work/out" 2>"$work/log" ||
  fail "run: $(cat "$work/out" "$work/log")"
grep -q 'preprocess: kept' "$work/log" || fail "the steps were run again"
h5dump -n "$work/run2/model.h5" | grep -q '/preprocessing/4/numbers' || fail "the model has no preprocessing"
# The training cohort, projected as if it were another: the same codes, so the same classifiers and modules.
cp -r "$work/run2" "$work/other"
cp "$work/job.toml" "$work/other.toml"
printf 'cohort = "%s"\nstandardise = "none"\n' "$work/cohort/cohort.h5" >>"$work/other.toml"
mpirun -n 3 "$program" modules "$work/other.toml" --set run.directory="$work/other" --set "$steps" --force --quiet \
  >"$work/out" 2>"$work/log" || fail "modules of a projected cohort: $(cat "$work/log")"
for file in classifiers.tsv modules.tsv; do
  [ "$(wc -l <"$work/run2/$file")" -gt 1 ] || fail "$file has no row"
  cmp "$work/run2/$file" "$work/other/$file" || fail "$file: a projected cohort is not what training saw"
done

mpirun -n 2 "$program" run "$work/job.toml" --set run.directory="$work/run2" >"$work/out" 2>"$work/log" ||
  fail "run without steps: $(cat "$work/out" "$work/log")"
[ ! -e "$work/run2/prepared.h5" ] || fail "prepared.h5 of earlier steps is left"

refuse() {  # CODE TEXT STEPS
  "$program" preprocess "$work/job.toml" --set run.directory="$work/run1" --set "cohort.preprocess=$3" --quiet \
    >"$work/out" 2>"$work/log"
  [ $? = "$1" ] || fail "$3: not exit $1: $(cat "$work/log")"
  grep -q "^lampyris: .*$2" "$work/log" || fail "$3: no \"$2\": $(cat "$work/log")"
  [ ! -e "$work/run1/prepared.h5" ] || fail "$3: left a file"
}
rm "$work/run1/prepared.h5"
refuse 2 'the nearest is "quantile"' '["quantiles"]'
refuse 2 'must be a number of genes' '["variable=x"]'
refuse 2 'column' '["combat=btach"]'
refuse 3 'must not be negative' '["zscore","log2"]'
refuse 3 'have no length in cohort.gene_lengths' '["tpm"]'
refuse 3 'leaves no gene' '["variance=1e9"]'
echo "the same on 1, 2 and 3 ranks, in training and in projection"

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# `lampyris evaluate` and `lampyris project` end to end, for a network and for a manifold: the cohort of a run gives the run's own
# figures and codes, a cohort that lacks genes says so, results are the same from 1 to 3 ranks, and wrong use is one clear line.
set -u
program=$1
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failures=0
fail() { echo "FAILED: $*"; failures=$((failures + 1)); }

/usr/bin/python3 "$here/evaluated_cohorts.py" || exit 1
cat >job.toml <<TOML
preset = "dwivedi2020"
[run]
directory = "run"
[cohort]
inputs = ["train.tsv"]
annotation = "train_samples.tsv"
heldout = 0.2
[model]
widths = [12, 6]
[train]
epochs = 10
batch = 20
rate = 1e-2
[structure]
permutations = 20
TOML
for kind in network manifold; do
  for stage in import train reference structure; do
    "$program" $stage job.toml --set model.kind=$kind --set model.code=[4] --set run.directory=$kind --quiet >>run.txt 2>&1 ||
      { cat run.txt; exit 1; }
  done
done
mv network run

# same_run RUN RANKS: the run's own cohort, its parts as groups, gives what reconstruction.tsv and latent.h5ad say.
same_run() {
  local run=$1 ranks=$2
  mpirun -n "$ranks" "$program" evaluate "$run" "$run/cohort.h5" --annotation "$run/r2_per_sample.tsv" --group samples \
    --standardise none --out own.tsv --quiet >own.txt || fail "evaluate $run on $ranks ranks"
  awk -F'\t' 'NR > 1 && $3 != "all" { sub("samples=", "", $3); print $1, $2, $3, $6, $7, $8 }' own.tsv | sort >own_rows.txt
  awk -F'\t' 'NR > 1 { print $1, $2, $3, $4, $5, $6 }' "$run/reconstruction.tsv" | sort >due_rows.txt
  [ "$(wc -l <due_rows.txt)" -ge 9 ] || fail "$run: reconstruction.tsv has only $(wc -l <due_rows.txt) rows"
  cmp own_rows.txt due_rows.txt || fail "$run: its own cohort is not reconstructed as reconstruction.tsv says: $(diff own_rows.txt due_rows.txt)"
  grep -q '^100 of 100 samples have the ids of samples of the run' own.txt || fail "$run: nothing about its own samples: $(cat own.txt)"
  mpirun -n "$ranks" "$program" project "$run" "$run/cohort.h5" --standardise none --out own.h5ad --quiet >own.txt ||
    fail "project $run on $ranks ranks"
  for array in $(h5ls "$run/latent.h5ad/obsm" | awk '{ print $1 }'); do
    h5diff own.h5ad "$run/latent.h5ad" "/obsm/$array" >/dev/null || fail "$run: codes $array are not those of latent.h5ad"
  done
}
same_run run 1
same_run run 2
same_run manifold 2

# Another cohort, which lacks a quarter of the genes, with genes left out.
for ranks in 1 2 3; do
  mpirun -n $ranks "$program" evaluate run other.tsv --annotation other_samples.tsv --group tissue --group sex --leave-out 0.2 \
    --out other$ranks.tsv --quiet >other$ranks.txt || fail "evaluate on $ranks ranks"
  mpirun -n $ranks "$program" project run other.tsv --annotation other_samples.tsv --out other$ranks.h5ad --quiet >/dev/null ||
    fail "project on $ranks ranks"
  cmp other1.tsv other$ranks.tsv || fail "another table on $ranks ranks"
  cmp other1.txt other$ranks.txt || fail "another summary on $ranks ranks"
  h5diff other1.h5ad other$ranks.h5ad >/dev/null || fail "other codes on $ranks ranks"
done
grep -q "^other.tsv: 33 samples; 90 of the model's 120 genes are measured, of which 18 are left out$" other1.txt ||
  fail "what is measured is not said: $(cat other1.txt)"
grep -qE '^R² of measured genes: autoencoder -?[0-9.]+; PCA 2: .*; .* reconstructs better than .*, by [0-9.]+$' other1.txt ||
  fail "no R² of measured genes: $(cat other1.txt)"
grep -q 'own cohort' other1.txt && fail "its samples are none of the run: $(cat other1.txt)"
grep -qE '^R² of left-out genes: autoencoder' other1.txt || fail "no R² of left-out genes: $(cat other1.txt)"
grep -qE '^measured genes, by tissue: the model is better than PCA in [0-3] of 3 groups; from ' other1.txt ||
  fail "no groups: $(cat other1.txt)"
# all, three tissues and two sexes; measured and left out; the autoencoder and PCA of 2, 6, 64 and all components.
[ "$(wc -l <other1.tsv)" = $((1 + 6 * 2 * 5)) ] || fail "$(wc -l <other1.tsv) lines in the table"
[ "$(h5ls -r other1.h5ad | grep -cE '^/obsm/(X_layer1|X_layer2|X_pca) ')" = 3 ] || fail "no codes in $(h5ls -r other1.h5ad)"
h5ls other1.h5ad/obs/tissue >/dev/null || fail "no annotation beside the codes"
for ranks in 1 3; do
  mpirun -n $ranks "$program" evaluate manifold other.tsv --leave-out 0.5 --out manifold$ranks.tsv --quiet >manifold.txt ||
    fail "evaluate a manifold on $ranks ranks"
  cmp manifold1.tsv manifold$ranks.tsv || fail "another table of a manifold on $ranks ranks"
done
# Five programs in a code of four: half of the genes tell what the others are.
awk -F'\t' '$1 == "autoencoder" && $5 == "left_out" { found = $6 > 0.5 } END { exit !found }' manifold1.tsv ||
  fail "a manifold does not know genes that were left out: $(cat manifold1.tsv)"
"$program" evaluate run other.tsv --leave-out 0.2 --seed 2 --out seed2.tsv --quiet >/dev/null || fail "another seed"
cmp -s <(grep -P '\tall\t' other1.tsv) <(grep -P '\tall\t' seed2.tsv) && fail "another seed leaves out the same genes"
"$program" evaluate run other.tsv --quiet | grep -q '^R² of measured genes' || fail "without --out there is no summary"

# expect CODE TEXT COMMAND ARGUMENTS…
expect() {
  local code=$1 text=$2 errors status
  shift 2
  errors=$("$program" "$@" --quiet 2>&1 >/dev/null)
  status=$?
  if [ $status != "$code" ] || [ "$(grep -c . <<<"$errors")" != 1 ] || ! grep -qF -- "$text" <<<"$errors"; then
    fail "$*: due: exit $code and one line with: $text; got: exit $status: $errors"
  fi
  if [ -n "$(find . -name '*.partial')" ] || [ -e bad.tsv ] || [ -e bad.h5ad ]; then fail "$*: left a file"; fi
}
cp job.toml mine.tsv
for command in evaluate project; do
  out="--out bad.h5ad"
  [ $command = evaluate ] && out="--out bad.tsv"
  # shellcheck disable=SC2086
  {
    expect 3 '75.0 % of the model' $command run foreign.tsv $out
    expect 3 '--max-missing allows 60.0 %' $command run foreign.tsv $out
    expect 3 '--max-missing allows 10.0 %' $command run other.tsv --max-missing 0.1 $out
    expect 3 '100.0 % of the model' $command run unknown.tsv --max-missing 1 $out
    expect 2 'nowhere: no such directory' $command nowhere other.tsv $out
    expect 2 'no model.h5 in it' $command . other.tsv $out
    expect 2 'job.toml: no such directory' $command job.toml other.tsv $out
    expect 3 'nothing.tsv: no such file' $command run nothing.tsv $out
    expect 2 '--max-missing' $command run other.tsv --max-missing 2 $out
    expect 2 '--standardise' $command run other.tsv --standardise some $out
    expect 2 'the input itself' $command run other.tsv --out other.tsv
    expect 2 'the input itself' $command run other.tsv --out run/pca.h5
    expect 2 'lampyris did not make it' $command run other.tsv --out mine.tsv
    expect 3 'no/such' $command run other.tsv --out no/such/bad.tsv
  }
done
expect 2 'label "tissues": the annotation has no such column; the nearest is "tissue"' evaluate run other.tsv --annotation other_samples.tsv --group tissues --out bad.tsv
expect 2 '--leave-out' evaluate run other.tsv --leave-out 1 --out bad.tsv
expect 2 '--out' project run other.tsv
"$program" evaluate run foreign.tsv --max-missing 0.8 --quiet | grep -q "30 of the model's 120 genes" || fail "--max-missing allows nothing"
"$program" evaluate --help | grep -q 'lampyris evaluate runs/demo' || fail "no example in evaluate --help"
"$program" project --help | grep -q 'lampyris project runs/demo' || fail "no example in project --help"

[ $failures = 0 ]

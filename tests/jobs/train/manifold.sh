#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A job with model.kind = "manifold": every stage works on it, each file has the same bytes from 1, 2 and 3 ranks, it
# gives validation samples back at least as well as PCA, and what it cannot do is said.
set -u
program=$1
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../program/tiny_job.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $*"; exit 1; }

tiny_job "$work" "$program" || fail "cannot simulate"
run() {  # ranks, name, further arguments
  local ranks=$1 name=$2
  shift 2
  mpirun -n "$ranks" "$program" run "$work/job.toml" --set run.directory="$work/$name" \
    --set model.kind=manifold --set 'model.code=[4, 8]' --set cohort.validation=0.2 --quiet "$@"
}

run 1 one >"$work/out" || fail "run: $(cat "$work/out")"
grep -q 'manifold with a code of 8' "$work/out" || fail "the sizes of the code are not said: $(cat "$work/out")"
grep -q 'by cross-validation over training and validation samples' "$work/one/log.txt" ||
  fail "24 validation samples choose alone"
[[ -s $work/one/report.html && -s $work/one/modules.tsv ]] || fail "a stage left nothing"
for ranks in 2 3; do
  run "$ranks" "on$ranks" >/dev/null || fail "run on $ranks ranks"
  for file in model.h5 manifold.tsv top_genes.tsv signatures.gmt interactome.tsv modules.tsv classifiers.tsv; do
    cmp "$work/one/$file" "$work/on$ranks/$file" || fail "$file differs on $ranks ranks"
  done
  for file in attribution.h5 latent.h5ad; do
    # Principal components come from ScaLAPACK, whose last digits depend on the ranks.
    h5diff --exclude-path /obsm/X_pca "$work/one/$file" "$work/on$ranks/$file" || fail "$file differs on $ranks ranks"
  done
done

python3 - "$work/one" <<'CHECK' || fail "tables"
import csv, sys
rows = lambda name: list(csv.DictReader(open(f"{sys.argv[1]}/{name}"), delimiter="\t"))
turns = rows("manifold.tsv")
assert {row["code"] for row in turns} == {"4", "8"}, turns
assert all(float(row["r2_refined"]) >= float(row["r2_before"]) - 1e-3 for row in turns if row["taken"] == "yes"), turns
assert len(rows("metrics.tsv")) == len(turns)
table = rows("reconstruction.tsv")
assert {row["samples"] for row in table} == {"training", "test"}, "validation samples are fitted in the end"
assert {row["samples"] for row in rows("r2_per_sample.tsv")} == {"training", "test"}
own = [row for row in table if row["representation"] == "autoencoder" and row["samples"] == "test"][0]
pca = [row for row in table if row["representation"] == "pca" and row["samples"] == "test"
       and row["dimension"] == own["dimension"]]
assert pca, "PCA of the same size is not beside it"
print("test samples:", own["r2_global"], "PCA", pca[0]["r2_global"])
CHECK

refused() {  # exit code, what the line says, settings
  local code=$1 text=$2
  shift 2
  run 2 refused "$@" >"$work/out" 2>&1
  local got=$?
  [[ $got == "$code" ]] || fail "$*: exit $got, $(tail -n 3 "$work/out")"
  grep -q "$text" "$work/out" || fail "$*: $(tail -n 3 "$work/out")"
  [[ ! -e $work/refused/model.h5 ]] || fail "$*: left a model"
  rm -rf "$work/refused"
}
refused 2 'cohort.validation must be above 0' --set cohort.validation=0
refused 3 'model.code: ' --set 'model.code=[200]'
refused 2 'model.kind' --set model.kind=manyfold

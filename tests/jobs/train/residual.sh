#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A job with model.kind = "residual": every stage works on it, with refined codes; engines and grids have the same losses;
# where the validation samples choose PCA, with which it began, it is that; and what it cannot do is said.
set -u
program=$1
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../program/tiny_job.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $*"; exit 1; }

tiny_job "$work" "$program" || fail "cannot simulate"
call() {  # command, ranks, name, further arguments
  local command=$1 ranks=$2 name=$3
  shift 3
  mpirun -n "$ranks" "$program" "$command" "$work/job.toml" --set run.directory="$work/$name" \
    --set model.kind=residual --set 'model.code=[6]' --set 'model.widths=[32]' --set model.hidden=gelu \
    --set model.output=linear --set model.layer_norm=true --set model.code_noise=0.2 --set train.hidden_dropout=0.2 \
    --set train.optimiser=adamw --set train.weight_decay=0.01 --set train.average=0.9 --set train.schedule=cosine \
    --set train.warmup_epochs=1 --set train.precision=f32 --set cohort.validation=0.2 --quiet "$@"
}

# Without validation samples the last epoch is taken, so that there is something beside PCA.
call run 2 two --set cohort.validation=0 --set train.epochs=20 >"$work/out" || fail "run: $(cat "$work/out")"
[[ -s $work/two/report.html && -s $work/two/modules.tsv ]] || fail "a stage left nothing"
python3 - "$work/two" <<'CHECK' || fail "tables"
import csv, sys
rows = lambda name: list(csv.DictReader(open(f"{sys.argv[1]}/{name}"), delimiter="\t"))
r2 = {(row["samples"], row["representation"], row["dimension"]): float(row["r2_global"]) for row in rows("reconstruction.tsv")}
print(r2)
assert r2["training", "autoencoder", "6"] > r2["training", "pca", "6"] + 0.01, "nothing beside PCA was learnt"
for samples in ("training", "test"):
    assert r2[samples, "autoencoder", "6"] > r2[samples, "encoder", "6"], "refined codes are not better"
assert {row["layer"] for row in rows("top_genes.tsv")} == {"1", "2", "3"}
CHECK

# losses NAME: of every epoch, and the R² of validation samples.
losses() { cut -f 5-7 "$work/$1/metrics.tsv"; }
close() {  # name, name
  paste <(losses "$1") <(losses "$2") | awk 'NR > 1 { for (i = 1; i <= 3; ++i) { d = $i - $(i + 3); if (d < 0) d = -d
    if (d > 2e-4) { print "line " NR ": " $0; exit 1 } } rows++ } END { exit rows < 5 }' || fail "$1 and $2 differ"
}
few=(--set train.epochs=6)
for grid in 1x1 1x2 2x1 2x2; do
  call train $((${grid%x*} * ${grid#*x})) "on$grid" "${few[@]}" --grid "$grid" >"$work/out" || fail "train on $grid"
  [[ $grid == 1x1 ]] || close on1x1 "on$grid"
done
grep -q 'none better on validation samples than PCA' "$work/out" || fail "PCA was not taken: $(cat "$work/out")"
call train 1 serial "${few[@]}" --set compute.engine=serial >/dev/null || fail "train by the serial engine"
close on1x1 serial
# Without noise the encoder's first gradient is nothing but rounding (what PCA leaves is orthogonal to its directions), and
# Adam would make steps of it.
quiet=(--set model.code_noise=0 --set train.hidden_dropout=0 --set train.optimiser=sgd --set train.weight_decay=0
  --set train.rate=1)
call train 1 alone "${few[@]}" "${quiet[@]}" >/dev/null || fail "train without noise"
call train 2 same "${few[@]}" "${quiet[@]}" --set train.reproducible=true >/dev/null || fail "train reproducibly"
close alone same
elu=(--set model.hidden=elu --set model.layer_norm=false)
call train 1 elu "${few[@]}" "${quiet[@]}" "${elu[@]}" >/dev/null || fail "train with elu"
call train 2 cyclic "${few[@]}" "${quiet[@]}" "${elu[@]}" --set compute.engine=scalapack >/dev/null || fail "scalapack"
close elu cyclic

refused() {  # exit code, what the line says, settings
  local code=$1 text=$2
  shift 2
  call run 2 refused "$@" >"$work/out" 2>&1
  local got=$?
  [[ $got == "$code" ]] || fail "$*: exit $got, $(tail -n 3 "$work/out")"
  grep -q "$text" "$work/out" || fail "$*: $(tail -n 3 "$work/out")"
  [[ ! -e $work/refused/model.h5 ]] || fail "$*: left a model"
  rm -rf "$work/refused"
}
refused 2 'model.code lists several sizes' --set 'model.code=[4, 8]' --set cohort.validation=0
refused 3 'principal components; set a smaller code' --set 'model.code=[200]'
refused 2 'model.output = "linear"' --set model.output=sigmoid
refused 2 'model.code_noise need' --set train.reproducible=true
refused 2 'neither model.layer_norm' --set compute.engine=scalapack
exit 0

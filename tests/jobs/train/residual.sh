#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A job with model.kind = "residual": every stage works on it, it gives validation samples back at least as well as the
# PCA that it begins as, the engines and grids have the same losses, an interrupted training goes on to the same weights,
# and what it cannot do is said.
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

call run 2 two >"$work/out" || fail "run: $(cat "$work/out")"
[[ -s $work/two/report.html && -s $work/two/modules.tsv ]] || fail "a stage left nothing"
python3 - "$work/two" <<'CHECK' || fail "tables"
import csv, sys
rows = lambda name: list(csv.DictReader(open(f"{sys.argv[1]}/{name}"), delimiter="\t"))
table = [row for row in rows("reconstruction.tsv") if row["samples"] == "test"]
own = [row for row in table if row["representation"] == "autoencoder"][0]
assert own["dimension"] == "6", own
pca = [row for row in table if row["representation"] == "pca" and row["dimension"] == "6"][0]
print("test samples:", own["r2_global"], "PCA", pca["r2_global"])
assert float(own["r2_global"]) > float(pca["r2_global"]) - 0.02
layers = {row["layer"] for row in rows("top_genes.tsv")}
assert layers == {"1", "2", "3"}, layers
CHECK

# losses NAME: of every epoch, and the R² of validation samples.
losses() { cut -f 5-7 "$work/$1/metrics.tsv"; }
close() {  # name, name
  paste <(losses "$1") <(losses "$2") | awk 'NR > 1 { for (i = 1; i <= 3; ++i) { d = $i - $(i + 3); if (d < 0) d = -d
    if (d > 2e-4) { print "line " NR ": " $0; exit 1 } } rows++ } END { exit rows < 5 }' || fail "$1 and $2 differ"
}
few=(--set train.epochs=6)
for grid in 1x1 1x2 2x1 2x2; do
  call import 1 "on$grid" >/dev/null || fail "import"
  call train $((${grid%x*} * ${grid#*x})) "on$grid" "${few[@]}" --grid "$grid" >/dev/null || fail "train on $grid"
  [[ $grid == 1x1 ]] || close on1x1 "on$grid"
done
call import 1 serial >/dev/null
call train 1 serial "${few[@]}" --set compute.engine=serial >/dev/null || fail "train by the serial engine"
close on1x1 serial
# Without noise the encoder's first gradient is nothing but rounding (what PCA leaves is orthogonal to its directions), and
# Adam would make steps of it.
quiet=(--set model.code_noise=0 --set train.hidden_dropout=0 --set train.optimiser=sgd --set train.weight_decay=0
  --set train.rate=1)
call import 1 alone >/dev/null
call train 1 alone "${few[@]}" "${quiet[@]}" >/dev/null || fail "train without noise"
call import 1 same >/dev/null
call train 2 same "${few[@]}" "${quiet[@]}" --set train.reproducible=true >/dev/null || fail "train reproducibly"
close alone same
elu=(--set model.hidden=elu --set model.layer_norm=false)
call import 1 elu >/dev/null
call train 1 elu "${few[@]}" "${quiet[@]}" "${elu[@]}" >/dev/null || fail "train with elu"
call import 1 cyclic >/dev/null
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
refused 2 'set model.code to one size' --set 'model.code=[4, 8]'
refused 3 'principal components; set a smaller code' --set 'model.code=[200]'
refused 2 'model.output = "linear"' --set model.output=sigmoid
refused 2 'model.code_noise need' --set train.reproducible=true
refused 2 'neither model.layer_norm' --set compute.engine=scalapack
refused 2 'model.code_noise is for' --set model.kind=network
exit 0

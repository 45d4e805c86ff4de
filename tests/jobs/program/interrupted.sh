#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A run that is asked to stop saves a checkpoint and ends with 75; the same command goes on and gives the model that an
# uninterrupted run gives, bit for bit on the same number of ranks. A finished run is kept.
set -u
program=$1
here=$(cd "$(dirname "$0")" && pwd)
. "$here/tiny_job.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $*"; exit 1; }

tiny_job "$work" "$program" || fail "cannot simulate"
long=(--set train.epochs=400 --set run.directory="$work/whole")
mpirun -n 2 "$program" import "$work/job.toml" "${long[@]}" --quiet >/dev/null || fail "import"
mpirun -n 2 "$program" train "$work/job.toml" "${long[@]}" --quiet >/dev/null || fail "uninterrupted run"

long=(--set train.epochs=400 --set run.directory="$work/stopped")
mpirun -n 2 "$program" import "$work/job.toml" "${long[@]}" --quiet >/dev/null || fail "import"
mpirun -n 2 "$program" train "$work/job.toml" "${long[@]}" >/dev/null 2>"$work/err" &
job=$!
for _ in $(seq 300); do
  [ "$(wc -l 2>/dev/null <"$work/stopped/metrics.tsv" || echo 0)" -gt 5 ] && break
  sleep 0.05
done
kill -USR1 $job
wait $job
code=$?
[ $code = 75 ] || fail "exit code $code after SIGUSR1, due 75: $(cat "$work/err")"
[ ! -e "$work/stopped/model.h5" ] || fail "a model stands although training was stopped"
[ -n "$(find "$work/stopped/checkpoints" -type f)" ] || fail "no checkpoint"

mpirun -n 2 "$program" train "$work/job.toml" "${long[@]}" --quiet >/dev/null || fail "going on"
for layer in $(h5ls "$work/whole/model.h5/dense" | cut -d' ' -f1); do
  h5diff "$work/whole/model.h5" "$work/stopped/model.h5" "/dense/$layer" || fail "layer $layer of the model differs"
done
[ "$(cut -f1,2,5-8 "$work/whole/metrics.tsv")" = "$(cut -f1,2,5-8 "$work/stopped/metrics.tsv")" ] || fail "metrics differ"

mpirun -n 2 "$program" train "$work/job.toml" "${long[@]}" >/dev/null 2>"$work/err" || fail "third run"
grep -q 'train: kept' "$work/err" || fail "a finished stage ran again"
echo "stopped with 75, went on, same model"

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# train.precision = "auto" is one decision for all ranks, and what was begun with bf16 goes on where a processor has none,
# and the other way round. ONEDNN_MAX_CPU_ISA makes a processor look older than it is. And grid = "auto" for more ranks
# than a batch has samples. Skips where the processor has no bf16.
set -u
program=$1
here=$(cd "$(dirname "$0")" && pwd)
. "$here/tiny_job.sh"
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$work"' EXIT
fail() { echo "FAILED: $*"; exit 1; }

grep -q -w avx512_bf16 /proc/cpuinfo || { echo "SKIPPED: this processor has no bf16"; exit 77; }
tiny_job "$work" "$program" || fail "cannot simulate"
mpirun -n 2 "$program" import "$work/job.toml" --quiet >/dev/null || fail "import"
old=ONEDNN_MAX_CPU_ISA=AVX512_CORE
train=("$program" train "$work/job.toml" --set train.epochs=1000000)
# trained LINE COMMAND…: is stopped a while after it has said LINE.
trained() {
  local text=$1
  shift
  "$@" >"$work/out" 2>"$work/err" &
  local job=$!
  for _ in $(seq 200); do grep -q "$text" "$work/err" && break; sleep 0.05; done
  grep -q "$text" "$work/err" || fail "not said: $text: $(cat "$work/err")"
  sleep 1
  kill -USR1 $job
  wait $job
  local code=$?
  [ $code = 75 ] || fail "$* ended with $code, due 75: $(cat "$work/err")"
}

trained 'train: grid 2x1.*, f32' mpirun -n 1 "${train[@]}" : -n 1 -x $old "${train[@]}"  # auto on unlike processors
rm -rf "$work/run/checkpoints"
trained 'train: grid.*, bf16' mpirun -n 2 "${train[@]}"
trained 'goes on from' mpirun -n 2 -x $old "${train[@]}"
grep -q 'was begun in bf16, goes on in f32: not every processor of this job has bf16' "$work/err" || fail "not said: $(cat "$work/err")"
grep -q 'train: grid.*, f32' "$work/err" || fail "not in f32: $(cat "$work/err")"
trained 'train: grid.*, bf16' mpirun -n 2 "${train[@]}"  # and back
grep -q 'train: goes on from' "$work/err" || fail "not gone on: $(cat "$work/err")"
rm -rf "$work/run/checkpoints"
trained 'train: grid.*, f32' mpirun -n 2 -x $old "${train[@]}"
trained 'was begun in f32, goes on in f32, although' mpirun -n 2 "${train[@]}"

# 300 genes are too few to be cut, and 8 ranks too many for a batch of 5.
mpirun -n 8 "$program" train "$work/job.toml" --force --set train.epochs=2 --set train.batch=5 >"$work/out" 2>"$work/err" ||
  fail "grid = auto: $(cat "$work/err")"
grep -q 'train: grid 4x2' "$work/err" || fail "another grid: $(cat "$work/err")"
echo "one precision for all, kept as far as it can be"

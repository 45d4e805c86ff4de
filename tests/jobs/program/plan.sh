#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# `plan` says grid, memory and time of a job, at once and for ranks that are not there, and writes nothing.
set -u
program=$1
here=$(cd "$(dirname "$0")" && pwd)
. "$here/tiny_job.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0
tiny_job "$work" "$program" || exit 1

fail() {
  echo "FAILED: $1"
  failures=$((failures + 1))
}
# says TEXT COMMAND…: exit 0, and TEXT on stdout.
says() {
  local text=$1
  shift
  local out
  out=$("$@" --quiet 2>&1) || fail "$*: exit $?: $out"
  grep -qE -- "$text" <<<"$out" || fail "$*: no \"$text\" in: $out"
}
# refuses TEXT COMMAND…: exit 2, and TEXT on stderr.
refuses() {
  local text=$1
  shift
  local out
  out=$("$@" --quiet 2>&1 >/dev/null)
  [ $? = 2 ] || fail "$*: not exit 2: $out"
  grep -qF -- "$text" <<<"$out" || fail "$*: no \"$text\" in: $out"
}

plan=("$program" plan "$work/job.toml")
says '^cohort +120 samples .* 300 genes' "${plan[@]}"
says '^memory +[0-9.]+ GB a rank' "${plan[@]}"
says '^ensemble +10 members .*, in turn: at most [0-9.]+ min' "${plan[@]}" --set run.seeds=10
says '^ensemble +10 members .*, 4 side by side: ' "${plan[@]}" --set run.seeds=10 --nodes 2 --ranks-per-node 2
says '^epoch +[0-9.e-]+ (s|min|h) ' "${plan[@]}"
says '^grid +1x1 ' "${plan[@]}"
says '^grid +4x1 .* 2 × 2 ranks' "${plan[@]}" --nodes 2 --ranks-per-node 2
says '^grid +2x4 .* 2 × 4 ranks' "${plan[@]}" --nodes 2 --ranks-per-node 4 --grid 2x4
says '^grid +2x1 ' mpirun -n 2 "${plan[@]}"
says '1000 samples \(800 training, 100 validation, 100 test\) × 5000 genes' "${plan[@]}" --samples 1000 --genes 5000
says '^grid +3x4 ' "${plan[@]}" --samples 1000 --genes 5000 --nodes 3 --ranks-per-node 4
says 'read batch by batch' "${plan[@]}" --samples 1000000 --genes 5000 --set compute.memory_per_rank=2G
refuses '--samples and --genes' "${plan[@]}" --samples 100
refuses 'not imported yet' "${plan[@]}" --set cohort.inputs='["x.tsv"]'
refuses '--grid or compute.grid 3x1' "${plan[@]}" --nodes 2 --grid 3x1
refuses 'train.batch = 20' "${plan[@]}" --nodes 30 --ranks-per-node 1 --grid 30x1
manifold=("${plan[@]}" --set 'model.kind="manifold"')
says '^manifold +codes 4, 8, 16, 32, [0-9]+ landmarks in [0-9]+ principal components; 2 × 2 ranks' "${manifold[@]}" --nodes 2 --ranks-per-node 2
says '^memory +[0-9.]+ GB a rank' "${manifold[@]}"
says '^training +at most about [0-9.e-]+ (s|min|h): principal components' mpirun -n 2 "${manifold[@]}"
says '2048 landmarks in 256 principal components' "${manifold[@]}" --samples 20000 --genes 5000 --nodes 8
refuses 'allow a code of at most' "${manifold[@]}" --set 'model.code=[100]'
refuses 'the manifold needs' "${manifold[@]}" --set compute.memory_per_rank=1M
both=("${plan[@]}" --set preset=lampyris --set 'model.code=[4, 8]')
says '^residual +none: [0-9]+ validation samples of [0-9]+ groups choose badly' "${both[@]}"
says '^residual +network with a code of 8, trained 2 times' "${both[@]}" --samples 1000 --genes 500
says '^manifold +codes 4, 8, ' "${both[@]}" --samples 1000 --genes 500
says '^residual +network with a code of 8, trained 3 times' "${both[@]}" --set model.kind=residual
says '^ensemble +10 members' "${both[@]}"
refuses 'even when samples are read batch by batch' "${plan[@]}" --set compute.memory_per_rank=1M
[ -e "$work/run" ] && fail "plan made the run directory"
exit $((failures > 0))

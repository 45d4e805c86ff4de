#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# With model.kind = "auto" a job that is killed or stopped while the residual network trains goes on with the manifold that it had
# chosen, on any number of ranks, and leaves the files of an undisturbed run.
set -u
program=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $*"; exit 1; }

. "$(dirname "$0")/auto_job.sh"
auto_job "$work" "$program" 64 60 || fail "cannot simulate"
echo "patience = 0" >>"$work/job.toml"
start() {  # ranks, name, further arguments
  local ranks=$1 name=$2
  shift 2
  exec mpirun -n "$ranks" "$program" run "$work/job.toml" --until train --set run.directory="$work/$name" --quiet "$@"
}
# awaits JOB WHAT COMMAND…: until the command succeeds, the job being at work.
awaits() {
  local job=$1 what=$2
  shift 2
  for _ in $(seq 1200); do
    "$@" 2>/dev/null && return
    kill -0 "$job" 2>/dev/null || fail "done before it can be $what: $(cat "$work/out")"
    sleep 0.05
  done
  fail "was never to be $what"
}
# goes_on RANKS NAME ARGUMENTS…: from what was kept, to the files of the undisturbed run.
goes_on() {
  local ranks=$1 name=$2 whole=$3
  shift 3
  (start "$ranks" "$name" "$@") >"$work/out" 2>&1 || fail "$name on $ranks ranks: $(cat "$work/out")"
  grep -q 'train: 1 units that an earlier start has finished are kept' "$work/$name/log.txt" || fail "$name chose anew"
  [ ! -e "$work/$name/.lampyris/units/train" ] || fail "$name left its units"
  cmp "$work/$name/manifold.tsv" "$work/$whole/manifold.tsv" || fail "$name: another choice on $ranks ranks"
  local of=("$work/$whole/candidates.tsv" "$work/$name/candidates.tsv")
  cmp <(grep -v ^residual "${of[0]}" | cut -f 1-5) <(grep -v ^residual "${of[1]}" | cut -f 1-5) ||
    fail "$name: candidates on $ranks ranks"
  # Of a network the last digits depend on the ranks.
  if [ "$ranks" = 2 ]; then
    cmp "${of[@]}" || fail "$name: other candidates"
    cmp <(cut -f 1,2,5-8 "$work/$name/metrics.tsv") <(cut -f 1,2,5-8 "$work/$whole/metrics.tsv") || fail "$name: metrics.tsv"
  fi
  if [ "$ranks" = 2 ] || grep -q '^manifold.*yes$' "${of[0]}"; then
    cmp "$work/$name/model.h5" "$work/$whole/model.h5" || fail "$name: another model on $ranks ranks"
  fi
}

# Killed once the choice stands on the disk.
(start 2 whole) >"$work/out" 2>&1 || fail "undisturbed: $(cat "$work/out")"
often=(--set train.checkpoint_minutes=0.001)
start 2 killed "${often[@]}" >"$work/out" 2>&1 &
job=$!
awaits $job killed test -s "$work/killed/.lampyris/units/train/0.units"
pgrep -P $job | xargs kill -9
wait $job 2>/dev/null
[ ! -e "$work/killed/candidates.tsv" ] || fail "was not killed between the candidates"
for ranks in 2 3; do
  cp -r "$work/killed" "$work/killed$ranks"
  goes_on $ranks killed$ranks whole
done

# Stopped when the network has begun; the model is the one that was fitted for the choice.
once=(--set model.refit=false)
(start 2 whole_once "${once[@]}") >"$work/out" 2>&1 || fail "undisturbed, not fitted again: $(cat "$work/out")"
start 2 stopped "${once[@]}" >"$work/out" 2>&1 &
job=$!
awaits $job stopped grep -q 'train: grid' "$work/stopped/log.txt"
kill -USR1 $job
wait $job
[ $? = 75 ] || fail "was not stopped: $(cat "$work/out")"
goes_on 1 stopped whole_once "${once[@]}"
cat "$work"/whole{,_once}/candidates.tsv

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A rank that is stopped while the others wait for it ends the job in time, with a line that says which rank on which
# host is lost and where all are. A job that is suspended whole, for longer than the limit, goes on.
set -u
program=$1
here=$(cd "$(dirname "$0")" && pwd)
. "$here/tiny_job.sh"
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$work"' EXIT
fail() { echo "FAILED: $*"; exit 1; }

tiny_job "$work" "$program" || fail "cannot simulate"
mpirun -n 2 "$program" import "$work/job.toml" --quiet >/dev/null || fail "import"

# process_of RANK: of the job that mpirun $job started.
process_of() {
  local process
  for process in $(pgrep -P "$job"); do
    tr '\0' '\n' <"/proc/$process/environ" | grep -qx "OMPI_COMM_WORLD_RANK=$1" && echo "$process" && return
  done
  fail "no process of rank $1"
}
begin_training() {
  rm -rf "$work/run/checkpoints" "$work/run/metrics.tsv"
  mpirun -n 2 "$program" train "$work/job.toml" --force --set train.epochs=1000000 --set compute.heartbeat_seconds=3 \
    >"$work/out" 2>"$work/err" &
  job=$!
  for _ in $(seq 200); do
    [ "$(wc -l 2>/dev/null <"$work/run/metrics.tsv" || echo 0)" -gt 3 ] && return
    sleep 0.05
  done
  fail "training does not begin: $(cat "$work/err")"
}

for lost in 1 0; do
  begin_training
  kill -STOP "$(process_of $lost)"
  begin=$(date +%s%N)
  wait "$job"
  code=$?
  took=$((($(date +%s%N) - begin) / 1000000))
  [ $code = 1 ] || fail "rank $lost stopped: the job ended with $code, due 1: $(cat "$work/err")"
  [ $took -le 10000 ] || fail "rank $lost stopped: the job took $took ms to end"
  line=$(tail -n 1 "$work/err")
  grep -q "^lampyris: not heard of for 3 s .*: rank $lost on $(hostname) is at train.*rank $((1 - lost)) on $(hostname) is at train" \
    <<<"$line" || fail "rank $lost stopped: the last line is: $line"
  echo "rank $lost stopped, $took ms: $line"
done

begin_training
first=$(process_of 0)
second=$(process_of 1)
kill -STOP "$first" "$second"
sleep 5
kill -CONT "$first" "$second"
sleep 2
kill -0 "$job" || fail "a job that was suspended has ended: $(cat "$work/err")"
kill -USR2 "$job"
wait "$job"
code=$?
[ $code = 75 ] || fail "after it was suspended, the job ended with $code, due 75: $(cat "$work/err")"
echo "suspended for 5 s and gone on"

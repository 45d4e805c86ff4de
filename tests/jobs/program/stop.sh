#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every stage, and the commands without stages, end within seconds of a signal: with 75, one last line, and no
# half-written file. The same command goes on. A second Ctrl-C ends at once; a time limit ends as a signal does.
set -u
program=$1
here=$(cd "$(dirname "$0")" && pwd)
. "$here/tiny_job.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $*"; exit 1; }

# stopped SIGNAL SECONDS TEXT RANKS COMMAND…: starts it, waits for TEXT on stderr (a stage that begins), sends the
# signal (to mpirun, or to the one process), and wants 75 within SECONDS.
stopped() {
  local signal=$1 seconds=$2 text=$3 ranks=$4
  shift 4
  if [ "$ranks" = 1 ]; then "$@" >"$work/out" 2>"$work/err" & else mpirun -n "$ranks" "$@" >"$work/out" 2>"$work/err" & fi
  local job=$!
  for _ in $(seq 200); do grep -q "$text" "$work/err" && break; sleep 0.05; done
  sleep 0.4
  kill -0 $job 2>/dev/null || fail "$* has ended before it was stopped: $(cat "$work/err")"
  local begin
  begin=$(date +%s%N)
  kill "-$signal" $job
  wait $job
  local code=$? took=$((($(date +%s%N) - begin) / 1000000))
  [ $code = 75 ] || fail "$* ended with $code after SIG$signal, due 75: $(cat "$work/err")"
  [ $took -le $((1000 * seconds)) ] || fail "$* went on for $took ms after SIG$signal"
  [ "$(grep -c '^lampyris: ' "$work/err")" = 1 ] || fail "not one last line: $(cat "$work/err")"
  tail -n 1 "$work/err" | grep -q '^lampyris: .*run .*again' || fail "the last line is another: $(cat "$work/err")"
  echo "SIG$signal, $ranks ranks, $took ms: $(tail -n 1 "$work/err")"
}

tiny_job "$work" "$program" || fail "cannot simulate"
run=(run "$work/job.toml")
"$program" "${run[@]}" --quiet >/dev/null 2>&1 || fail "cannot run"
slow=(--set modules.permutations=3000000 --set modules.max_permutations=3000000 --set interactome.null_sets=60000
  --set structure.permutations=3000000 --set train.epochs=1000000)

stopped TERM 4 'interactome: whether' 2 "$program" interactome "$work/job.toml" "${slow[@]}" 2>&1 || exit 1

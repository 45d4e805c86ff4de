#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every stage, and the commands without stages, end within seconds of a signal: with 75, one last line, and no
# half-written file. The same command goes on. A second Ctrl-C ends at once; a time limit ends as a signal does.
set -u
program=$1
here=$(cd "$(dirname "$0")" && pwd)
. "$here/tiny_job.sh"
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$work"' EXIT
fail() { echo "FAILED: $*"; exit 1; }

# stopped SIGNAL RANKS TEXT COMMAND…: starts it, waits for TEXT on stderr (what begins), sends the signal to mpirun or to the
# one process, and wants 75 within 4 s, of which mpirun takes one.
stopped() {
  local signal=$1 ranks=$2 text=$3
  shift 3
  : >"$work/err"
  if [ "$ranks" = 1 ]; then
    "$@" >"$work/out" 2>"$work/err" &
  else
    mpirun -n "$ranks" "$@" >"$work/out" 2>"$work/err" &
  fi
  local job=$!
  for _ in $(seq 200); do [ -z "$text" ] || grep -q "$text" "$work/err" && break; sleep 0.05; done
  sleep 0.4
  [ -n "$text" ] || sleep 1 # which says nothing: until MPI has started
  kill -0 $job 2>/dev/null || fail "$* has ended before it was stopped: $(cat "$work/err")"
  if [ "$ranks" = 1 ] && pgrep -P $job orted >/dev/null; then fail "$* has started a daemon of Open MPI"; fi
  local begin
  begin=$(date +%s%N)
  kill "-$signal" $job
  wait $job
  local code=$? took=$((($(date +%s%N) - begin) / 1000000))
  [ $code = 75 ] || fail "$* ended with $code after SIG$signal, due 75: $(cat "$work/err")"
  [ $took -le 4000 ] || fail "$* went on for $took ms after SIG$signal"
  [ "$(grep -c '^lampyris: ' "$work/err")" = 1 ] || fail "not one last line: $(cat "$work/err")"
  tail -n 1 "$work/err" | grep -q "^lampyris: .*run the same command again" || fail "the last line is another: $(cat "$work/err")"
  echo "SIG$signal, $ranks ranks, $took ms: $(tail -n 1 "$work/err")"
}

tiny_job "$work" "$program" || fail "cannot simulate"
"$program" run "$work/job.toml" --quiet >/dev/null 2>&1 || fail "cannot run"

slow=(--set modules.permutations=10000000 --set modules.max_permutations=10000000 --set interactome.null_sets=600000
  --set structure.permutations=10000000)
stopped USR1 2 'interactome: whether' "$program" run "$work/job.toml" "${slow[@]}"
grep -q 'interactome: stopped by SIGUSR1; kept: import, preprocess, train, reference, attribute;' "$work/err" ||
  fail "what is kept is not said: $(cat "$work/err")"
stopped HUP 1 'structure: how' "$program" structure "$work/job.toml" "${slow[@]}"
stopped USR2 2 'modules: which' "$program" modules "$work/job.toml" "${slow[@]}"
stopped TERM 1 'train: grid' "$program" train "$work/job.toml" "${slow[@]}" --set train.epochs=1000000
grep -q 'checkpoint saved' "$work/err" || fail "no checkpoint: $(cat "$work/err")"
stopped INT 1 '' "$program" simulate --out "$work/large" --samples 30000 --genes 3000
stopped USR1 4 'structure: how' "$program" structure "$work/job.toml" "${slow[@]}"
# Two commands that are too quick to be stopped by a clock read a file that never comes, as from a disk that does not answer.
# stalled FILE SIGNAL RANKS COMMAND
stalled() {
  mv "$work/run/$1" "$work/aside"
  mkfifo "$work/run/$1"
  stopped "$2" "$3" '' "$program" "$4" "$work/job.toml"
  mv "$work/aside" "$work/run/$1"
}
stalled model.h5 USR1 2 attribute
stalled model.h5 USR2 1 attribute
stalled r2_per_gene.tsv USR1 2 report
stalled r2_per_gene.tsv HUP 1 report
[ -z "$(find "$work" -name '*.partial')" ] || fail "half-written files: $(find "$work" -name '*.partial')"

"$program" run "$work/job.toml" >"$work/out" 2>"$work/err" || fail "the run does not go on: $(cat "$work/err")"
grep -q 'reference: kept' "$work/err" || fail "what was kept ran again: $(cat "$work/err")"

"$program" simulate --out "$work/large" --samples 60000 --genes 3000 >"$work/out" 2>"$work/err" &
job=$!
sleep 1
kill -INT $job
sleep 0.02
kill -INT $job
wait $job
code=$?
[ $code = 130 ] || fail "two SIGINT ended with $code, due 130"

"$program" train "$work/job.toml" --force "${slow[@]}" --set train.epochs=1000000 --max-hours 0.0008 >"$work/out" 2>"$work/err"
code=$?
[ $code = 75 ] || fail "a time limit ended with $code, due 75: $(cat "$work/err")"
grep -q 'time limit 2.88 s (run.max_hours): saves and stops 0.288 s before' "$work/err" || fail "no limit at start: $(cat "$work/err")"
grep -q '"stage":"train","phase":"train"' "$work/run/progress.jsonl" || fail "progress.jsonl says nothing of training"
echo "stopped everywhere"

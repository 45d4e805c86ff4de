#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# faults.sh PROGRAM SHIM: one call of open, write, fsync or rename fails, on one of two ranks or on both. Whatever fails,
# the job ends within seconds with one line and its exit code, or is done all the same; nothing half-written stands, and
# the same command then gives the files of a job that nothing befell. One place of each kind by chance (LAMPYRIS_SEED), or, with
# LAMPYRIS_ALL_FAULTS=1, all of the 1,400, in an hour and a half.
set -u
program=$1
shim=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../../jobs/program/tiny_job.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
limit=30  # seconds for a command, which takes 1 to 5
failures=0
cases=0
longest=0
fail() { echo "FAILED: $*"; failures=$((failures + 1)); }

tiny_job "$work" "$program" || { echo "FAILED: cannot simulate"; exit 1; }

# on_two_ranks DIRECTORY COMMAND…: the command in this directory, with what is set of FAULT_*.
on_two_ranks() {
  local directory=$1
  shift
  timeout -k 5 "$limit" mpirun -n 2 -x LD_PRELOAD="$shim" -x FAULT_BELOW="$directory" \
    "$program" "$@" --quiet >"$work/out" 2>"$work/err"
}

# files DIRECTORY: name and hash of what must not depend on what befell.
files() {
  (cd "$1" && find . -name '*.h5' -not -path './checkpoints/*' -o -name 'signatures.gmt' | sort | xargs sha256sum)
}

# Counts the calls of a kind that a command makes on a rank.
calls_of() {
  local directory=$1 rank=$2 call=$3
  shift 3
  rm -rf "$directory" "$work/told"
  mkdir -p "$directory"
  FAULT_RANK=$rank FAULT_CALL=$call FAULT_AT=1 FAULT_ON=1 FAULT_COUNT=1 FAULT_TOLD=$work/told \
    on_two_ranks "$directory" "$@"
  wc -l 2>/dev/null <"$work/told" || echo 0
}

# try RANK CALL AT ERROR DIRECTORY COMMAND…
try() {
  local rank=$1 call=$2 at=$3 error=$4 directory=$5
  shift 5
  rm -rf "$directory" "$work/told"
  mkdir -p "$directory"
  cases=$((cases + 1))
  local start code seconds
  start=$(date +%s)
  FAULT_RANK=$rank FAULT_CALL=$call FAULT_AT=$at FAULT_ERROR=$error FAULT_ON=${FAULT_ON:-} FAULT_TOLD=$work/told \
    on_two_ranks "$directory" "$@"
  code=$?
  seconds=$(($(date +%s) - start))
  [ $seconds -le $longest ] || longest=$seconds
  local what="$1: $call $at on rank $rank, errno $error"
  case $code in
    0) ;;
    1 | 2 | 3)
      [ "$(grep -c '^lampyris: ' "$work/err")" = 1 ] || fail "$what: $(grep -v '^$' "$work/err" | head -n 5)" ;;
    124 | 137) fail "$what: hangs" ;;
    *) fail "$what: exit code $code: $(head -n 5 "$work/err")" ;;
  esac
  find "$directory" -name '*.partial' | grep -q . && fail "$what: leaves $(find "$directory" -name '*.partial' | head -n 1)"
  [ $code = 0 ] && return
  env -u FAULT_ON timeout -k 5 "$limit" mpirun -n 2 "$program" "$@" --quiet >"$work/out" 2>"$work/err" ||
    fail "$what: the same command again: $(head -n 3 "$work/err")"
}

# sweep DIRECTORY COMMAND…: calls of each kind, on each rank and on both: one of each, by chance, or all.
sweep() {
  local directory=$1 rank call count at
  shift
  rm -rf "$directory"
  mkdir -p "$directory"
  on_two_ranks "$directory" "$@" || { fail "$1: $(head -n 3 "$work/err")"; return; }
  files "$directory" >"$work/due"
  for rank in 0 1 all; do
    for call in open write fsync rename; do
      count=$(calls_of "$directory" "${rank/all/0}" "$call" "$@")
      [ "$count" -gt 0 ] || continue
      local places=($((1 + (RANDOM * 32768 + RANDOM) % count)))
      [ -z "${LAMPYRIS_ALL_FAULTS:-}" ] || mapfile -t places < <(seq "$count")
      for at in "${places[@]}"; do
        try "$rank" "$call" "$at" 28 "$directory" "$@"
        files "$directory" | cmp -s - "$work/due" || fail "$1: $call $at on rank $rank: other files than without a fault"
      done
    done
  done
}

RANDOM=${LAMPYRIS_SEED:-17}
sweep "$work/run" run "$work/job.toml"
echo "$cases faults, the longest ended after $longest s; $failures failed"
[ $failures = 0 ]

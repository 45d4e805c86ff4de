#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# faults.sh PROGRAM SHIM: one call of open, write, fsync, rename or close fails (full disk, input/output error) or writes half,
# on one of two ranks or on both. Whatever fails, the job ends within seconds with one line and its exit code, or is done all
# the same; nothing half-written stands, and the same command then gives the files of a job that nothing befell. By chance
# (LAMPYRIS_SEED) one place for each call and way to fail, LAMPYRIS_FAULTS=N times as many (1), or, with LAMPYRIS_ALL_FAULTS=1,
# all of them.
set -u
program=$1
shim=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../../jobs/program/tiny_job.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
limit=30  # seconds for a command, which takes 1 to 5
directory=$work/run
# Checkpoints after every step, of which there are few; how often a call is made does not hang on the clock.
command=(run "$work/job.toml" --set train.epochs=2 --set train.batch=60 --set train.checkpoint_minutes=0)
failures=0
cases=0
longest=0
fail() { echo "FAILED: $*"; failures=$((failures + 1)); }

# CALL ERRNO SHORT: a call that fails; a write that writes half and goes on; one that does, and then the disk is full.
ways=("open 28" "open 5" "write 28" "write 5" "write 0 1" "write 28 1" "fsync 28" "fsync 5" "rename 28" "rename 5" "close 28"
  "close 5")
# Whose loss ends no job.
spared='/(log\.txt|progress\.jsonl|metrics\.tsv)|/\.metrics\.tsv|/checkpoints|/\.lampyris/units|/\.lampyris/lock'

# on_two_ranks: the command, with what is set of FAULT_*.
on_two_ranks() {
  timeout -k 5 "$limit" mpirun -n 2 -x LD_PRELOAD="$shim" -x FAULT_BELOW="$directory" \
    "$program" "${command[@]}" --quiet >"$work/out" 2>"$work/err"
}

anew() {
  rm -rf "$directory" "$work/told"
  mkdir -p "$directory"
}

# Name and hash of what must not depend on what befell.
files() {
  (cd "$directory" && find . -name '*.h5' -not -path './checkpoints/*' -o -name 'signatures.gmt' -o -name 'modules.tsv' |
    sort | xargs sha256sum)
}

# try RANK CALL AT ERRNO [SHORT]
try() {
  local rank=$1 call=$2 at=$3 error=$4 short=${5:-}
  anew
  cases=$((cases + 1))
  local start code seconds
  start=$(date +%s)
  FAULT_RANK=$rank FAULT_CALL=$call FAULT_AT=$at FAULT_ERROR=$error FAULT_SHORT=$short FAULT_TOLD=$work/told on_two_ranks
  code=$?
  seconds=$(($(date +%s) - start))
  [ $seconds -le $longest ] || longest=$seconds
  local what="$call $at on rank $rank, errno $error${short:+, half written}"
  case $code in
    0)
      grep -vE ' (open|half) ' "$work/told" 2>/dev/null | grep -qvE "$spared" &&
        fail "$what: exit code 0, although $(grep -vE "$spared" "$work/told" | head -n 2 | tr '\n' ' ')" ;;
    1 | 2 | 3)
      [ "$(grep -c '^lampyris: ' "$work/err")" = 1 ] || fail "$what: $(grep -v '^$' "$work/err" | head -n 5)"
      [ "$error" != 0 ] || fail "$what: a write that needed another one ended the job: $(cat "$work/err")" ;;
    124 | 137) fail "$what: hangs" ;;
    *) fail "$what: exit code $code: $(head -n 5 "$work/err")" ;;
  esac
  find "$directory" -name '*.partial' | grep -q . && fail "$what: leaves $(find "$directory" -name '*.partial' | head -n 1)"
  if [ $code != 0 ]; then
    timeout -k 5 "$limit" mpirun -n 2 "$program" "${command[@]}" --quiet >"$work/out" 2>"$work/again" ||
      fail "$what: the same command again: $(head -n 3 "$work/again"), after $(cat "$work/err")"
  fi
  files | cmp -s - "$work/due" || fail "$what: other files than without a fault"
}

# places RANK CALL: how many calls of the kind that rank makes.
places() { grep -c "^${1/all/0} $2 " "$work/points"; }

tiny_job "$work" "$program" || { echo "FAILED: cannot simulate"; exit 1; }
anew
FAULT_COUNT=1 FAULT_TOLD=$work/points on_two_ranks || { echo "FAILED: $(head -n 3 "$work/err")"; exit 1; }
[ -s "$work/points" ] || { echo "FAILED: $shim counts no call"; exit 1; }
files >"$work/due"

RANDOM=${LAMPYRIS_SEED:-17}
ranks=(0 1 all)
if [ -n "${LAMPYRIS_ALL_FAULTS:-}" ]; then
  for way in "${ways[@]}"; do
    read -r call error short <<<"$way"
    for rank in "${ranks[@]}"; do
      for at in $(seq "$(places "$rank" "$call")"); do try "$rank" "$call" "$at" "$error" "$short"; done
    done
  done
else
  turn=$((RANDOM % 3))
  for ((round = 0; round < ${LAMPYRIS_FAULTS:-1}; ++round, ++turn)); do
    for way in "${ways[@]}"; do
      read -r call error short <<<"$way"
      rank=${ranks[turn++ % 3]}
      count=$(places "$rank" "$call")
      [ "$count" -gt 0 ] || { rank=0; count=$(places 0 "$call"); }  # the second rank renames nothing
      try "$rank" "$call" $((1 + (RANDOM * 32768 + RANDOM) % count)) "$error" "$short"
    done
  done
fi
echo "$cases faults of $(wc -l <"$work/points") places, the longest ended after $longest s; $failures failed; $SECONDS s"
[ $failures = 0 ]

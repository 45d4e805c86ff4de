#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# faults.sh PROGRAM SHIM: one call of open, write, fsync, rename or close fails (full disk, input/output error) or writes half,
# on one of two ranks or on both. Whatever fails, the job ends within seconds with one line and its exit code, or is done all
# the same; nothing half-written stands, and the same command then gives the files of a job that nothing befell. By chance
# (LAMPYRIS_SEED) one place for each call and way to fail, LAMPYRIS_FAULTS=N times as many (1). With LAMPYRIS_ALL_FAULTS=1 every
# place, the ways to fail by turns, which another LAMPYRIS_SEED shifts; with LAMPYRIS_ALL_FAULTS=K/N the K-th of N shares of them,
# which may run side by side. LAMPYRIS_FAULT="RANK CALL AT ERRNO [1]" tries one alone, as a failure names it.
set -u
program=$1
shim=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../../jobs/program/tiny_job.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
limit=200  # seconds for a command, until it is known how many it takes here, which may be busy
directory=$work/run
# Three checkpoints, one after every step; how often a call is made does not hang on the clock.
command=(run "$work/job.toml" --set "model.widths=[16,12]" --set train.epochs=1 --set train.batch=32
  --set train.checkpoint_minutes=0)
failures=0
cases=0
longest=0
tried=
fail() { echo "FAILED: $* (LAMPYRIS_FAULT='$tried')"; failures=$((failures + 1)); }

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
  tried="$rank $call $at $error${short:+ $short}"
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

# places RANK CALL: how many calls of the kind that rank makes. A fault on all ranks differs from one on the first where the
# second makes the call, too.
places() { grep -c "^${1/all/1} $2 " "$work/points"; }

# Lines of what try is given: every place, the ways to fail by turns.
every_fault() {
  local rank call at one
  for rank in 0 1 all; do
    for call in open write fsync rename close; do
      local fitting=()
      for one in "${ways[@]}"; do [ "${one%% *}" != $call ] || fitting+=("$rank $call AT${one#"$call"}"); done
      for at in $(seq "$(places "$rank" "$call")"); do
        one=${fitting[(at + seed) % ${#fitting[@]}]}
        echo "${one/AT/$at}"
      done
    done
  done
}

# try_share K N: the K-th of N shares of every fault, each of which has places of all kinds.
try_share() {
  local total rank call at error short
  every_fault | awk -v k="$1" -v n="$2" 'NR % n == k % n' >"$work/share"
  total=$(wc -l <"$work/share")
  while read -r rank call at error short <&3; do
    try "$rank" "$call" "$at" "$error" "$short"
    [ $((cases % 25)) != 0 ] || echo "share $1/$2: $cases of $total faults, $failures failed, $SECONDS s"
  done 3<"$work/share"
}

# try_some ROUNDS: a place by chance for each way to fail.
try_some() {
  local ranks=(0 1 all) turn=$((RANDOM % 3)) way call error short rank count
  for ((round = 0; round < $1; ++round, ++turn)); do
    for way in "${ways[@]}"; do
      read -r call error short <<<"$way"
      rank=${ranks[turn++ % 3]}
      count=$(places "$rank" "$call")
      [ "$count" -gt 0 ] || { rank=0; count=$(places 0 "$call"); }
      try "$rank" "$call" $((1 + (RANDOM * 32768 + RANDOM) % count)) "$error" "$short"
    done
  done
}

tiny_job "$work" "$program" || { echo "FAILED: cannot simulate"; exit 1; }
anew
start=$SECONDS
FAULT_COUNT=1 FAULT_TOLD=$work/points on_two_ranks || { echo "FAILED: $(head -n 3 "$work/err")"; exit 1; }
[ -s "$work/points" ] || { echo "FAILED: $shim counts no call"; exit 1; }
files >"$work/due"
limit=$((30 + 5 * (SECONDS - start)))

seed=${LAMPYRIS_SEED:-17}
RANDOM=$seed
if [ -n "${LAMPYRIS_FAULT:-}" ]; then
  read -ra one <<<"$LAMPYRIS_FAULT"
  try "${one[@]}"
elif [ -n "${LAMPYRIS_ALL_FAULTS:-}" ]; then
  share=${LAMPYRIS_ALL_FAULTS}
  [[ $share =~ ^[1-9][0-9]*/[1-9][0-9]*$ ]] || share=1/1
  try_share "${share%/*}" "${share#*/}"
else
  try_some "${LAMPYRIS_FAULTS:-1}"
fi
echo "$cases faults of $(wc -l <"$work/points") places, the longest ended after $longest s; $failures failed; $SECONDS s"
[ $failures = 0 ]

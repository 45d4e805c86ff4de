#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# power_loss.sh PROGRAM RECORDER: the power goes in the middle of a run, and what was not brought to the disk is gone: all of
# it, the contents of files alone, or a part by chance. What is left vouches for no file that is not whole and holds a whole
# checkpoint once there was one; the same command then ends well, with the results of a run that nothing befell. Two commands are
# tried, one that begins and one that trains further over the results of the first. LAMPYRIS_POWER_LOSSES=N moments (9) by
# chance (LAMPYRIS_SEED), or, with LAMPYRIS_ALL_FAULTS=1, all that leave something else.
set -u
program=$1
recorder=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../../jobs/program/tiny_job.sh"
command -v python3 >/dev/null || { echo "skipped: Python is not there"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
disk=$work/disk
failures=0
fail() { echo "FAILED: $*"; failures=$((failures + 1)); }

tiny_job "$work" "$program" || { echo "FAILED: cannot simulate"; exit 1; }
mkdir "$disk"
base=(run "$work/job.toml" --set run.directory="$disk/run" --set train.batch=60 --set train.checkpoint_minutes=0)
commands=("train.epochs=2" "train.epochs=3")
# run_command N: the Nth command, on two ranks.
run_command() {
  timeout -k 5 60 mpirun -n 2 "${@:2}" "$program" "${base[@]}" --set "${commands[$1]}" >"$work/out" 2>"$work/err"
}
replay() { python3 "$here/power_loss.py" "$work/record" "$disk" "$@"; }
# Name and hash of what must not depend on what befell: not the times, nor the report, which repeats them.
files() {
  (cd "$disk/run" && find . -type f \( -name '*.h5' -o -name '*.h5ad' -o -name '*.gmt' -o -name '*.tsv' \) -not -path './checkpoints/*' \
    -not -path './.lampyris/*' -not -name metrics.tsv | sort | xargs sha256sum)
}

ends=()
for n in 0 1; do
  run_command $n -x LD_PRELOAD="$recorder" -x RECORD_BELOW="$disk" -x RECORD_TO="$work/record" ||
    { echo "FAILED: $(cat "$work/err")"; exit 1; }
  files >"$work/due.$n"
  ends+=("$(replay count)")
done

tried=0
declare -A seen=()
# try CUT KIND
try() {
  local n=0 tree
  [ "$1" -le "${ends[0]}" ] || n=1
  tree=$(replay build "$1" "$2" 2>"$work/err") || fail "power gone after record $1, lost $2: $(cat "$work/err")"
  [ -z "${seen[$n.$tree]:-}" ] || return
  seen[$n.$tree]=1
  tried=$((tried + 1))
  if [ "$1" = "${ends[n]}" ] && [ "$2" = all ]; then
    files | cmp -s - "$work/due.$n" || fail "results of a run that had ended are lost"
  fi
  run_command $n || fail "power gone after record $1, lost $2: exit code $?: $(tail -n 3 "$work/err")"
  files | cmp -s - "$work/due.$n" || fail "power gone after record $1, lost $2: other results"
}

RANDOM=${LAMPYRIS_SEED:-17}
kinds=(all bytes some)
for n in 0 1; do try "${ends[n]}" all; done
if [ -n "${LAMPYRIS_ALL_FAULTS:-}" ]; then
  for ((cut = 0; cut <= ends[1]; ++cut)); do
    for kind in "${kinds[@]}"; do try $cut "$kind"; done
  done
else
  for ((i = 0; i < ${LAMPYRIS_POWER_LOSSES:-9}; ++i)); do
    try $(((RANDOM * 32768 + RANDOM) % ends[1])) "${kinds[i % 3]}"
  done
fi
echo "$tried power losses in ${ends[1]} records; $failures failed; $SECONDS s"
[ $failures = 0 ]

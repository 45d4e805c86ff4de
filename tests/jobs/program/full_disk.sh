#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# full_disk.sh PROGRAM: a disk that is full when a checkpoint is due does not end training: it goes on, says so, keeps the
# checkpoint before and writes the next one. Stopped while the disk is full it says what is lost, and the same command goes on.
set -u
program=$1
here=$(cd "$(dirname "$0")" && pwd)
if [ "${2:-}" != inside ]; then
  { [ "$(id -u)" = 0 ] && timeout 10 unshare --mount true 2>/dev/null; } ||
    { echo "skipped: a small disk is mounted by root, in a namespace of its own"; exit 77; }
  exec unshare --mount --propagation private bash "$0" "$program" inside
fi
. "$here/tiny_job.sh"
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; umount "$work/disk"; rm -rf "$work"' EXIT
fail() { echo "FAILED: $*"; cat "$work/err"; exit 1; }

tiny_job "$work" "$program" || fail "cannot simulate"
mkdir "$work/disk"
mount -t tmpfs -o size=8m,mode=755 tmpfs "$work/disk" || { echo "skipped: no small disk can be mounted"; exit 77; }

# train NAME: begins to train in a directory of the small disk, on two ranks.
options=(--set train.epochs=500 --set train.checkpoint_minutes=0.003)
train() {
  cp -a "$work/disk/imported" "$work/disk/$1"
  options+=(--set run.directory="$work/disk/$1")
  mpirun -n 2 "$program" train "$work/job.toml" "${options[@]}" >/dev/null 2>"$work/err" &
  job=$!
}
newest() { find "$work/disk/$1/checkpoints" -maxdepth 1 -name '0*' 2>/dev/null | sort | tail -n 1; }
# await WHAT COMMAND…
await() {
  for _ in $(seq 200); do
    "${@:2}" && return
    sleep 0.05
  done
  fail "not within 10 s: $1"
}
has_checkpoint() { [ -n "$(newest "$1")" ]; }
warned() { grep -q 'no checkpoint in epoch' "$work/err"; }
has_newer() { [[ "$(newest "$1")" > "$2" ]]; }
fill() { cat /dev/zero >"$work/disk/filler" 2>/dev/null; }

"$program" import "$work/job.toml" --set run.directory="$work/disk/imported" --quiet >/dev/null 2>"$work/err" || fail "import"
train whole
wait $job || fail "uninterrupted run"

train full
await "a checkpoint" has_checkpoint full
fill
await "a warning" warned
kept=$(newest full)
line=$(grep -m 1 'no checkpoint in epoch' "$work/err")
for part in "cannot write $work/disk/full/checkpoints/" 'No space left on device' 'training goes on' "$work/disk/full/checkpoints/0"; do
  [[ "$line" = *"$part"* ]] || fail "the warning lacks \"$part\": $line"
done
[ -s "$kept/state.bin" ] || fail "the checkpoint before is not kept"
rm "$work/disk/filler"
await "a checkpoint once there is space" has_newer full "$kept"
[ -z "$(find "$work/disk/full" -name '*.partial' -empty)" ] || fail "what could not be written is left"
wait $job || fail "training did not go on to its end"

train stopped
await "a checkpoint" has_checkpoint stopped
fill
await "a warning" warned
kept=$(newest stopped)
kill -USR1 $job
wait $job
code=$?
[ $code = 3 ] || fail "stopped on a full disk: exit code $code, due 3"
[ "$(grep -c '^lampyris: ' "$work/err")" = 1 ] || fail "not one last line"
grep -q "^lampyris: train: stopped in epoch .* without a checkpoint: .*No space left.* training steps are lost, those since $kept" \
  "$work/err" || fail "what is lost is not said"
rm "$work/disk/filler"
mpirun -n 2 "$program" train "$work/job.toml" "${options[@]}" >/dev/null 2>"$work/err" || fail "does not go on"
grep -q 'train: goes on from epoch' "$work/err" || fail "began anew"

for name in full stopped; do
  h5diff "$work/disk/whole/model.h5" "$work/disk/$name/model.h5" || fail "$name: another model"
  [ "$(cut -f1,2,5-8 "$work/disk/$name/metrics.tsv")" = "$(cut -f1,2,5-8 "$work/disk/whole/metrics.tsv")" ] ||
    fail "$name: other losses"
done
echo "a full disk ended no training; stopped on one, it told what is lost; same models; $SECONDS s"

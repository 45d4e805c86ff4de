#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A job whose control group has too little memory: asked to take more, a rank is killed by the kernel, and the whole job ends in
# time with a line that names rank and host; left to itself it sees the limit and refuses; without one it is done. Needs root and a
# control group for memory below the own one.
set -u
program=$1
work=$(mktemp -d)
group=
leave() {
  [ -z "$group" ] || rmdir "$group"
  rm -rf "$work"
}
trap leave EXIT
fail() { echo "FAILED: $*"; exit 1; }
skip() { echo "skipped: $*"; exit 77; }
cd "$work" || exit 1

# make_group MEGABYTES: sets `group`, in version 1 of control groups or in version 2.
make_group() {
  local own limit
  own=$(sed -n 's/^[0-9]*:\([^:]*,\)\?memory\(,[^:]*\)\?://p' /proc/self/cgroup)
  if [ -n "$own" ]; then
    own=/sys/fs/cgroup/memory$own limit=memory.limit_in_bytes
  else
    own=/sys/fs/cgroup$(sed -n 's/^0:://p' /proc/self/cgroup) limit=memory.max
  fi
  mkdir "$own/lampyris_test.$$" 2>/dev/null || return 1
  group=$own/lampyris_test.$$
  # Where the group above has processes of its own, version 2 gives it no groups with limits below.
  [ -e "$group/$limit" ] || echo +memory 2>/dev/null >"$own/cgroup.subtree_control"
  echo $(($1 << 20)) 2>/dev/null >"$group/$limit" || return 1
  [ ! -e "$group/memory.swap.max" ] || echo 0 >"$group/memory.swap.max"
}
[ "$(id -u)" = 0 ] || skip "control groups need root"
# 154 MB of training samples, half for each rank, beside 40 MB for each rank's own.
make_group 130 || skip "no control group with a limit of memory can be made here"

"$program" simulate --out cohort --samples 12000 --genes 4000 --quiet >/dev/null || fail "cannot simulate"
cat >job.toml <<TOML
preset = "dwivedi2020"
run.directory = "run"
cohort.inputs = ["cohort/cohort.h5"]
model.widths = [8]
train = {epochs = 1, batch = 200, precision = "f32"}
TOML
"$program" import job.toml --quiet >/dev/null || fail "import"

# train_in_group OPTION…
train_in_group() {
  # shellcheck disable=SC2016  # $0 and $@ are those of the inner shell
  timeout 60 bash -c 'echo $$ >"$0/cgroup.procs" && exec mpirun -n 2 "$@"' "$group" "$program" train job.toml --quiet "$@" \
    >out 2>err
}

begin=$(date +%s)
train_in_group --set compute.memory_per_rank=4G
code=$?
took=$(($(date +%s) - begin))
[ $code = 137 ] || fail "with too little memory: exit code $code, due 137: $(cat err)"
[ $took -le 15 ] || fail "the job took $took s to end"
grep -q "process rank [01] .* on node $(hostname -s).* exited on signal 9" err || fail "no word of which rank on which host: $(cat err)"
pgrep -f "$program train job.toml" >/dev/null && fail "a rank lives on"
echo "killed after $took s: $(grep 'exited on signal' err)"

train_in_group
code=$?
[ $code = 2 ] || fail "left to itself: exit code $code, due 2: $(cat err)"
grep -q "^lampyris: train: needs .* a rank .*, and may use " err || fail "not a word of what it may use: $(cat err)"
grep '^lampyris: ' err

mpirun -n 2 "$program" train job.toml --quiet >out 2>err || fail "with more memory: $(cat err)"
[ -s run/model.h5 ] || fail "no model"

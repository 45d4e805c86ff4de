#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# lost_node.sh PROGRAM ROOT, inside of lab/enter.sh: a node dies, or its link is cut, in the middle of training on two nodes of
# three. The job goes on on the nodes that are left and ends with the model of a run without interruption; what lives on behind
# the cut writes nothing into the run directory any more.
set -u
. "$2/tests/cluster/lab/scene.sh"
install_program
small_job killed 600
small_job cut 600
cluster

# begin NAME NODES RANKS: a job on the first nodes; the others are idle.
begin() {
  submit sbatch --parsable --nodes="$2" --ntasks-per-node="$3" --output="$1.log" "$SCRIPTS/train.sbatch" "$1.toml" \
    --set train.checkpoint_minutes=0.01
  await 30 "$1: training" epochs_done "$1" 20 || fail "no epoch"
}

ends_well() {
  await 90 "$1: ended" job_is "$job" COMPLETED FAILED CANCELLED || fail "$1: did not end"
  job_is "$job" COMPLETED || fail "$1: $(field "$job" JobState) with $(field "$job" ExitCode)"
  [ "$(field "$job" Restarts)" -ge 1 ] || fail "$1: was not queued again"
  same_model "$1" whole
}
restarted() { [ "$(field "$job" Restarts)" -ge 1 ]; }

node_killed() {
  begin killed 2 1
  local pid
  for pid in $(ip netns pids n2); do kill -KILL "$pid"; done
  await 40 "killed: queued again" restarted || fail "killed: not queued again"
  ends_well killed
}

# A whole job behind the cut, frozen, and awake again when its successor is already training: the worst that can happen.
link_cut() {
  begin cut 1 2
  local old
  cut_link n1
  mapfile -t old < <(pids_on n1 "^$lampyris train")
  kill -STOP "${old[@]}"
  touch cut.frozen
  await 60 "cut: queued again" restarted || fail "cut: not queued again"
  await 30 "cut: the successor trains" successor_trains || fail "cut: the successor does not train"
  kill -CONT "${old[@]}"
  await 15 "cut: the ${#old[@]} ranks behind the cut have ended" all_gone "${old[@]}" ||
    fail "cut: two incarnations write into one run directory"
  grep -q "another run has taken this directory over" cut.log || fail "cut: the old incarnation did not say why it ends"
  ends_well cut
  mend_link n1
}
successor_trains() { [ -n "$(pids_on n2 "^$lampyris train")$(pids_on n3 "^$lampyris train")" ] && newer_checkpoint; }
newer_checkpoint() { [ -n "$(find runs/cut/checkpoints -mindepth 1 -newer cut.frozen 2>/dev/null)" ]; }
# Slurm's daemon behind the cut may leave them as zombies, which have no command line any more.
all_gone() {
  local pid
  for pid in "$@"; do [ -z "$(tr -d '\0' 2>/dev/null <"/proc/$pid/cmdline")" ] || return 1; done
}

whole_run whole 600 2
node_killed
node_up n2
await 20 "n2 is back" nodes_are idle 3
link_cut
echo "ended after $SECONDS s"

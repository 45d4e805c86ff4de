#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# jobs.sh PROGRAM ROOT, inside of lab/enter.sh: what people ask of a queue, on a Slurm of three nodes. Arrays sweep, a chain
# with a failing member does not wait for ever, what `lampyris submit` queues is run, a cancelled job ends cleanly, and a job
# that reaches its time limit saves a checkpoint, is queued again, goes on and ends with the model of an uninterrupted run.
set -u
. "$2/tests/cluster/lab/scene.sh"
install_program
small_job sweep 10
small_job chain 10
small_job cancelled 100000
small_job submitted 10
small_job array 10
cluster

array_sweep() {
  submit sbatch --parsable --array=1-3%2 --ntasks-per-node=1 --output=sweep-%a.log "$SCRIPTS/sweep.sbatch" \
    --vary 'run.seed=5 6' --vary 'train.batch=20 40' --out runs/sweep --stages import,train sweep.toml
  sweep=$job
  submit sbatch --parsable --ntasks-per-node=1 --output=no_array.log "$SCRIPTS/sweep.sbatch" --vary 'run.seed=5 6' sweep.toml
  no_array=$job
}
check_sweep() {
  await 90 "an array of 3 members has ended" arrays_ended "$sweep" 3 || fail "the array did not end"
  local member
  for member in 1 2 3; do [ -s "runs/sweep/$member/model.h5" ] || fail "no model of member $member"; done
  [ ! -e runs/sweep/4 ] || fail "a member that was not asked for ran"
  grep -q '^seed = 6' runs/sweep/3/job.toml || fail "member 3 has not the seed of its place"
  [ "$(cat runs/sweep/2.txt)" = "run.seed=5 train.batch=40" ] || fail "member 2 is $(cat runs/sweep/2.txt)"
  await 20 "a sweep without an array is refused" job_is "$no_array" FAILED || fail "not refused"
  grep -q "not an array" no_array.log || fail "not told why"
}
arrays_ended() {
  [ "$(timeout 5 scontrol show job "$1" | grep -c 'JobState=COMPLETED')" = "$2" ]
}

array_by_the_program() {
  submit "$lampyris" sweep array.toml --set-list run.seed=1,2,3 --array --at-once 2 --time 10 --memory 500M --ranks-per-node 1 \
    --quiet --yes
  by_program=$job
}
check_array() {
  await 90 "an array of 3 cells has ended" arrays_ended "$by_program" 3 || fail "the array of lampyris sweep did not end"
  [ "$(tail -n +2 runs/array/sweep.tsv | cut -f3 | paste -sd ' ')" = "done done done" ] ||
    fail "the table: $(cat runs/array/sweep.tsv)"
  [ -L runs/array/sweep/seed-2/cohort.h5 ] || fail "the cells do not share the cohort"
}

chain_with_a_failing_member() {
  "$SCRIPTS/pipeline.sh" --all '--ntasks-per-node=1 --output=chain.log' chain.toml --set cohort.inputs='["gone.h5"]' >chain.ids ||
    fail "pipeline.sh"
}
check_chain() {
  local import train analyse
  import=$(sed -n 's/^import //p' chain.ids) train=$(sed -n 's/^train //p' chain.ids) analyse=$(sed -n 's/^analyse //p' chain.ids)
  await 30 "the chain's first job has failed" job_is "$import" FAILED || fail "import did not fail"
  await 15 "the second is cancelled" job_is "$train" CANCELLED || fail "train waits"
  await 15 "the third is cancelled" job_is "$analyse" CANCELLED || fail "analyse waits"
  grep -q "gone.h5" chain.log || fail "the missing input is not named"
}

submitted_by_the_program() {
  submit "$lampyris" submit submitted.toml --time 10 --memory 500M --ranks-per-node 1 --stages import,train --quiet --yes
  submitted=$job
  local said
  said=$("$lampyris" submit submitted.toml --time 10 --memory 500M --partition nowhere --quiet --yes 2>&1) && fail "a wrong partition"
  grep -q '^lampyris: submit: sbatch refused the job: .*partition' <<<"$said" || fail "a wrong partition: $said"
}
check_submitted() {
  await 30 "what lampyris submit --yes queued has ended" job_is "$submitted" COMPLETED FAILED || fail "did not end"
  [ -s runs/submitted/model.h5 ] || fail "no model of the submitted job"
}

cancel() {
  submit sbatch --parsable --output=cancelled.log "$SCRIPTS/train.sbatch" cancelled.toml
  await 30 "a job to be cancelled trains" epochs_done cancelled 3 || fail "no epoch"
  timeout 5 scancel "$job"
  await 15 "it is cancelled" job_is "$job" CANCELLED || fail "not cancelled"
  await 15 "its ranks have ended" no_ranks || fail "ranks are left: $(pgrep -fa 'bin/lampyris train')"
  [ "$(field "$job" Restarts)" = 0 ] || fail "a cancelled job was queued again"
  [ -n "$(find runs/cancelled/checkpoints -type f)" ] || fail "no checkpoint"
  [ -z "$(find runs/cancelled -name '*.partial*')" ] || fail "half a file is left"
}
no_ranks() { ! pgrep -f "$lampyris train"; }

time_limit() {
  # The least limit is a minute; Slurm looks every 30 s whether the time for a signal has come.
  small_job limited 1000000
  submit sbatch --parsable --time=1 --signal=B:USR1@60 --nodes=2 --ntasks-per-node=1 --output=limited.log \
    "$SCRIPTS/train.sbatch" limited.toml
  await 90 "SIGUSR1 before the time limit: checkpoint, queued again" grep -q "queued again, restart 1 of" limited.log ||
    fail "not queued again"
  [ ! -e runs/limited/model.h5 ] || fail "a model although training was interrupted"
  local newest epochs
  newest=$(find runs/limited/checkpoints -maxdepth 1 -name '[0-9]*' -printf '%f\n' | sort | tail -n 1)
  [ -n "$newest" ] || fail "no checkpoint"
  # The second start ends soon, whatever this machine does beside.
  epochs=$((10#${newest%%-*} + 20))
  sed -i "s/epochs = 1000000/epochs = $epochs/" limited.toml
  await 150 "the job has gone on and ended" job_is "$job" COMPLETED FAILED || fail "did not end"
  job_is "$job" COMPLETED || fail "ended with $(field "$job" ExitCode)"
  [ "$(field "$job" Restarts)" -ge 1 ] || fail "no restart"
  whole_run whole "$epochs" 2 && echo "whole run of $epochs epochs: $SECONDS s since start"
  same_model limited whole
}

array_sweep
chain_with_a_failing_member
submitted_by_the_program
array_by_the_program
check_sweep
check_chain
check_submitted
check_array
cancel
# Minutes, as the least limit is one: not in every run of the tests.
if [ "${LAMPYRIS_CLUSTER_FULL:-}" != 1 ]; then
  echo "a time limit is not tried: LAMPYRIS_CLUSTER_FULL=1 does"
  echo "ended after $SECONDS s"
  exit 0
fi
time_limit
echo "ended after $SECONDS s"

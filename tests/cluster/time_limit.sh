#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A job that reaches its time limit saves a checkpoint, is queued again, goes on and ends with the model of an uninterrupted run.
set -u
. "$2/tests/cluster/lab/scene.sh"
install_program
small_job limited 3000
cluster
# Slurm looks at time limits and their signals when it likes, and the least limit is one minute.
submit sbatch --parsable --time=1 --signal=B:USR1@56 --nodes=2 --ntasks-per-node=1 --output=limited.log "$SCRIPTS/train.sbatch" limited.toml
await 40 "training" epochs_done limited 3 || fail "no epoch"
await 60 "SIGUSR1 before the time limit, checkpoint, queued again" grep -q "queued again, restart 1" limited.log || fail "not queued again"
[ -n "$(find runs/limited/checkpoints -type f)" ] || fail "no checkpoint"
tail limited.log
date
await 60 "it runs again" job_is "$job" RUNNING || fail "did not start again"
await 60 "ends" job_is "$job" COMPLETED FAILED || fail "did not end"
tail limited.log

# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Sourced by every test inside of enter.sh, as  scene.sh PROGRAM ROOT: installs program and scripts on the shared disk, makes a
# small cohort, and has what the tests ask again and again.
PROGRAM=$1
ROOT=$2
. "$ROOT/tests/cluster/lab/hosts.sh"
. "$ROOT/tests/cluster/lab/slurm.sh"
. "$ROOT/jobs/environment.sh"
export OMP_NUM_THREADS=1 OMP_WAIT_POLICY=passive
PREFIX=$LAB/prefix
SCRIPTS=$PREFIX/share/lampyris/slurm
lampyris=$PREFIX/bin/lampyris
cd $LAB || exit 1

fail() {
  echo "FAILED: $*"
  show_logs
  exit 1
}
skip() {
  echo "skipped: $*"
  exit 77
}

# Pieces of what programs and daemons said; all of it goes to LAMPYRIS_CLUSTER_KEEP, a folder, when that is set.
show_logs() {
  local log
  if [ -n "${LAMPYRIS_CLUSTER_KEEP:-}" ]; then cp -r $LAB/. "$LAMPYRIS_CLUSTER_KEEP"; fi
  for log in "$LAB"/*.log "$LAB"/slurm/*.log; do
    [ -s "$log" ] && printf -- '--- %s\n%s\n' "$log" "$(grep -vE "appdir|^: No such file|state/" "$log" | tail -n 15)"
  done
  [ ! -e "$SLURM_CONF" ] || timeout 5 squeue
}

# A disk that all hosts share, with the program where `cmake --install` puts it.
install_program() {
  mkdir -p "$PREFIX/bin" "$SCRIPTS"
  cp "$PROGRAM" "$lampyris"
  cp "$ROOT"/slurm/* "$SCRIPTS"
  # The site's own: what Open MPI needs in this laboratory.
  {
    cat "$ROOT/jobs/environment.sh"
    echo "export OMP_WAIT_POLICY=passive"
  } >"$SCRIPTS/site.sh"
}

# small_job NAME EPOCHS: NAME.toml, which trains a small cohort in runs/NAME; the cohort is made once.
small_job() {
  if [ ! -e cohort/cohort.h5 ]; then
    "$lampyris" simulate --out cohort --samples 200 --genes 300 --programs 6 --classes 3 --quiet >/dev/null ||
      fail "cannot simulate"
  fi
  cat >"$1.toml" <<TOML
preset = "dwivedi2020"
run.directory = "runs/$1"
cohort = {inputs = ["cohort/cohort.h5"], annotation = "cohort/annotation.tsv", split_by = "donor"}
model.widths = [24, 16, 12]
train = {epochs = $2, batch = 20, rate = 3e-3, patience = 0}
TOML
}

# whole_run NAME EPOCHS RANKS: the same, trained here without interruption.
whole_run() {
  small_job "$1" "$2"
  local stage
  for stage in import train; do
    mpirun -n "$3" "$lampyris" "$stage" "$1.toml" --threads 1 --quiet >/dev/null || fail "uninterrupted run"
  done
}

# same_model A B: whether two runs have the same bits in their models and the same losses.
same_model() {
  local a=runs/$1 b=runs/$2
  if [ ! -s "$a/model.h5" ] || [ ! -s "$b/model.h5" ]; then fail "a model is missing of $a, $b"; fi
  h5diff "$a/model.h5" "$b/model.h5" || fail "the models of $a and $b differ"
  same_losses "$1" "$2"
}
# The other columns of metrics.tsv are times and rates.
same_losses() {
  [ "$(cut -f1,2,5-8 "runs/$1/metrics.tsv")" = "$(cut -f1,2,5-8 "runs/$2/metrics.tsv")" ] || fail "the losses of $1 and $2 differ"
}

epochs_done() { [ "$(wc -l 2>/dev/null <"runs/$1/metrics.tsv" || echo 0)" -gt "$2" ]; }

# job_id COMMAND…: submits, and sets `job`.
submit() {
  job=$("$@" 2>&1) || fail "$*: $job"
  job=${job##* }
}

# A cluster of three nodes with Slurm on it.
cluster() {
  slurm_is_there || skip "Slurm is not there (Debian: slurmctld slurmd slurm-client munge)"
  hosts_up 3
  slurm_up 3 || fail "Slurm did not start"
}

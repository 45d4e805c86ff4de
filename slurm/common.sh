# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What the batch scripts share: the program is started on the ranks of the allocation, signals are passed on to it, and the job
# is queued again when training was interrupted or a node was lost. Sourced, or part of what `lampyris submit` writes.
#
#   LAMPYRIS               the program (default: the one that these scripts were installed with, or built beside)
#   LAMPYRIS_MAX_RESTARTS  how often a job may be queued again (default 20)
#   LAMPYRIS_LAUNCHER      srun or mpirun (default: srun where it has pmix)
#   site.sh beside this    is sourced when it is there: the modules of the cluster

say() { echo "lampyris job: $*" >&2; }
refuse() {
  say "$*"
  exit 2
}

dry_run=false
stages=()
job_file=
options=()      # handed on to the program
stop_signal=    # the last one that came to this script
signals=0       # how many came
child=          # the launcher, while it runs

# begin DEFAULT_STAGES USAGE ARGUMENT…: reads the command line of a batch script.
begin() {
  local usage=$2
  IFS=, read -ra stages <<<"$1"
  shift 2
  while [ $# -gt 0 ]; do
    case $1 in
      --help) echo "$usage" && exit 0 ;;
      --dry-run) dry_run=true ;;
      --stages)
        [ -n "${2:-}" ] || refuse "--stages: a list is missing, as in --stages import,train"
        IFS=, read -ra stages <<<"$2"
        shift
        ;;
      -*)
        [ -n "$job_file" ] || refuse "unknown option $1 before the job file; $usage"
        options+=("$1")
        ;;
      *) if [ -z "$job_file" ]; then job_file=$1; else options+=("$1"); fi ;;
    esac
    shift
  done
  [ -n "$job_file" ] || refuse "no job file; $usage"
  [ -r "$job_file" ] || refuse "$job_file: cannot be read from $PWD"
  find_program
  layout
  environment
}

find_program() {
  local folder=${lampyris_scripts:-/nowhere} place
  # shellcheck disable=SC1091  # each cluster's own
  if [ -r "$folder/site.sh" ]; then
    set +u # `module` uses variables that may not be set
    . "$folder/site.sh"
    set -u
  fi
  for place in "${LAMPYRIS:-}" "$folder/../../../bin/lampyris" "$folder/../build/release/lampyris" "$(command -v lampyris)"; do
    if [ -x "$place" ]; then
      LAMPYRIS=$(realpath "$place")
      return
    fi
  done
  refuse "the program lampyris was not found: build it, or set LAMPYRIS=/path/to/lampyris"
}

# Ranks × threads never exceed the cores of the allocation: ScaLAPACK becomes many times slower.
layout() {
  nodes=${SLURM_JOB_NUM_NODES:-$(directive nodes 1)}
  threads=${SLURM_CPUS_PER_TASK:-$(directive cpus-per-task 1)}
  ranks=${SLURM_NTASKS:-$((nodes * ${SLURM_NTASKS_PER_NODE:-$(directive ntasks-per-node 1)}))}
  local on_a_node=$(((ranks + nodes - 1) / nodes)) index
  for index in "${!options[@]}"; do
    [ "${options[index]}" = --threads ] && threads=${options[index + 1]:-1}
  done
  if [ -n "${SLURM_CPUS_ON_NODE:-}" ] && [ $((on_a_node * threads)) -gt "$SLURM_CPUS_ON_NODE" ]; then
    refuse "$on_a_node ranks x $threads threads on a node of $SLURM_CPUS_ON_NODE allocated cores:" \
      "ask for --cpus-per-task=$threads, or fewer ranks or threads"
  fi
  [[ " ${options[*]} " == *" --threads "* ]] || options+=(--threads "$threads")
}

# directive NAME DEFAULT: what the head of the script asks Slurm for; where there is no allocation yet.
directive() {
  local found
  found=$(sed -n "s/^#SBATCH --$1=//p" "$0" 2>/dev/null | head -1)
  echo "${found:-$2}"
}

environment() {
  # --export=NONE keeps the shell of the submitter out of the job; the steps of the job get what this script has.
  export SLURM_EXPORT_ENV=ALL
  export OMP_NUM_THREADS=$threads
  # Open MPI waits in silence for a host that is gone unless its connections are kept alive.
  export OMPI_MCA_oob_tcp_keepalive_time=5 OMPI_MCA_oob_tcp_keepalive_intvl=2 OMPI_MCA_oob_tcp_keepalive_probes=3
  max_restarts=${LAMPYRIS_MAX_RESTARTS:-20}
  # The number of an array's last member is that of the whole array: scontrol must be asked for the member.
  this_job=${SLURM_ARRAY_JOB_ID:+${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID}
  this_job=${this_job:-${SLURM_JOB_ID:-}}
}

choose_launcher() {
  local kind=${LAMPYRIS_LAUNCHER:-}
  if [ -z "$kind" ]; then
    kind=mpirun
    if srun --mpi=list 2>&1 | grep -qw pmix; then kind=srun; fi
  fi
  case $kind in
    srun) launcher=(srun --kill-on-bad-exit=1 --mpi=pmix "--ntasks=$ranks" "--cpus-per-task=$threads") ;;
    mpirun) launcher=(mpirun -n "$ranks" --bind-to none) ;;
    *) refuse "LAMPYRIS_LAUNCHER=$kind: must be srun or mpirun" ;;
  esac
}

# Every signal becomes SIGUSR1: mpirun would end the ranks a second after a SIGTERM, and srun asks twice after a SIGINT.
take_signal() {
  stop_signal=$1
  signals=$((signals + 1))
  say "got SIG$1; the program is asked to save a checkpoint and stop"
  if [ -n "$child" ]; then kill -USR1 "$child" 2>/dev/null; fi
}

# launch COMMAND…: runs it and gives its exit code. A signal interrupts `wait`, not the program.
launch() {
  local status=75 again seen
  [ "$signals" = 0 ] || return 75
  "$@" &
  child=$!
  while :; do
    seen=$signals
    wait "$child"
    again=$?
    [ "$again" = 127 ] || status=$again
    [ "$seen" != "$signals" ] || break
  done
  child=
  return "$status"
}

# run_stages: every stage in turn; ends the job.
run_stages() {
  local stage status=0
  choose_launcher
  if $dry_run; then
    echo "nodes $nodes, ranks $ranks, threads of a rank $threads, restarts at most $max_restarts"
    for stage in "${stages[@]}"; do echo "${launcher[*]} $LAMPYRIS $stage $job_file ${options[*]}"; done
    exit 0
  fi
  if [ "${SLURM_RESTART_COUNT:-0}" -gt "$max_restarts" ]; then
    say "restart ${SLURM_RESTART_COUNT} of at most $max_restarts: given up"
    exit 1
  fi
  for name in USR1 USR2 TERM INT HUP; do
    # shellcheck disable=SC2064  # the name is meant as it is now
    trap "take_signal $name" "$name"
  done
  for stage in "${stages[@]}"; do
    launch "${launcher[@]}" "$LAMPYRIS" "$stage" "$job_file" "${options[@]}" || status=$?
    [ "$status" = 0 ] || break
  done
  end_job "$status"
}

# Decides what becomes of the job. Wrong usage and bad data stay wrong: only an interrupted run and a lost node are tried again.
end_job() {
  local status=$1
  case $status in
    0) exit 0 ;;
    2 | 3) exit "$status" ;;
    75)
      if [ "$stop_signal" = TERM ]; then
        say "cancelled; what was done is saved, and the same command goes on from it"
      else
        queue_again "interrupted"
      fi
      ;;
    *)
      if [ -z "$stop_signal" ] && node_is_lost; then queue_again "a node of the job does not answer"; fi
      ;;
  esac
  exit "$status"
}

# Whether some node of the allocation starts no process. Slurm finds out by itself, but later than a program that is ended by
# the loss, and a job whose script has ended is not queued again.
node_is_lost() {
  [ -n "${SLURM_JOB_ID:-}" ] && [ "$nodes" -gt 1 ] || return 1
  ! timeout 30 srun --overlap --quiet --nodes="$nodes" --ntasks="$nodes" --ntasks-per-node=1 --cpus-per-task=1 --mpi=none \
    /bin/true 2>/dev/null
}

queue_again() {
  local restarts=${SLURM_RESTART_COUNT:-0} now
  [ -n "$this_job" ] || return 0
  if [ "$restarts" -ge "$max_restarts" ]; then
    say "$1; not queued again: $restarts restarts were all that LAMPYRIS_MAX_RESTARTS allows"
    return 0
  fi
  # An incarnation whose node was cut off must not disturb the one that took its place.
  now=$(timeout 30 scontrol show job "$this_job" 2>/dev/null | sed -n 's/.*Restarts=\([0-9]*\).*/\1/p' | head -1)
  if [ "$now" != "$restarts" ]; then
    say "$1; not queued again: ${now:+incarnation $now has taken over from }${now:-no answer from the controller to }incarnation $restarts"
    return 0
  fi
  if timeout 60 scontrol requeue "$this_job"; then
    say "$1; queued again, restart $((restarts + 1)) of at most $max_restarts"
  else
    say "$1; Slurm refused to queue it again: submit it once more, it goes on from its checkpoint"
  fi
}

# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Sourced after hosts.sh: a real Slurm on the virtual hosts. It ends with the namespace.
export SLURM_CONF=$LAB/slurm/slurm.conf

slurm_is_there() {
  local tool
  for tool in slurmctld slurmd sbatch munged; do
    command -v "$tool" >/dev/null || return 1
  done
}

write_slurm_conf() {
  local i
  cat >"$SLURM_CONF" <<CONF
ClusterName=lab
SlurmctldHost=lab($BRIDGE)
AuthType=auth/munge
# A job that is queued again waits for longer than its old credentials live; 5 s is the least.
AuthInfo=socket=$LAB/slurm/munge.socket,cred_expire=5
CredType=cred/munge
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$LAB/slurm/state
SlurmdSpoolDir=$LAB/slurm/spool.%n
SlurmctldPidFile=$LAB/slurm/slurmctld.pid
SlurmdPidFile=$LAB/slurm/slurmd.%n.pid
SlurmctldLogFile=$LAB/slurm/slurmctld.log
SlurmdLogFile=$LAB/slurm/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/builtin
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0
MpiDefault=none
ReturnToService=2
JobRequeue=1
MinJobAge=3600
SlurmctldTimeout=6
SlurmdTimeout=6
MessageTimeout=5
KillWait=5
OverTimeLimit=0
SlurmdParameters=config_overrides
CONF
  for i in $(seq "$1"); do
    echo "NodeName=n$i NodeAddr=10.79.0.$i CPUs=2 RealMemory=4000 State=UNKNOWN" >>"$SLURM_CONF"
  done
  echo "PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP OverSubscribe=NO" >>"$SLURM_CONF"
  echo "CgroupPlugin=cgroup/v1" >"$LAB/slurm/cgroup.conf"
}

# slurm_up NODES: the hosts must be up.
slurm_up() {
  local i
  mkdir -p "$LAB/slurm/state"
  write_slurm_conf "$1"
  install -d -m 0700 "$LAB/slurm/munge"
  head -c 128 /dev/urandom >"$LAB/slurm/munge/key"
  chmod 600 "$LAB/slurm/munge/key"
  munged --force --key-file="$LAB/slurm/munge/key" --socket="$LAB/slurm/munge.socket" --num-threads=2 \
    --pid-file="$LAB/slurm/munge/pid" --log-file="$LAB/slurm/munge/log" --seed-file="$LAB/slurm/munge/seed" \
    2>>"$LAB/slurm/munge.err"
  slurmctld
  for i in $(seq "$1"); do node_up "n$i"; done
  await 15 "all nodes idle" nodes_are idle "$1" || return 1
}

node_up() {
  mkdir -p "$LAB/slurm/spool.$1"
  on_host "$1" slurmd -N "$1"
}

# nodes_are STATE NUMBER
nodes_are() { [ "$(timeout 5 sinfo -h -N -o %t | grep -c "^$1\$")" = "$2" ]; }

# What the controller says of a job: field JOB NAME
field() { timeout 5 scontrol show job "$1" 2>/dev/null | tr ' ' '\n' | sed -n "s/^$2=//p" | head -1; }
job_is() { [[ " ${*:2} " == *" $(field "$1" JobState) "* ]]; }

# await SECONDS WHAT COMMAND…: polls until the command succeeds. Says how long it took, or that it did not happen.
await() {
  local limit=$1 what=$2 start=${EPOCHREALTIME/./}
  shift 2
  while ! "$@" >/dev/null 2>&1; do
    if [ $(((${EPOCHREALTIME/./} - start) / 1000000)) -ge "$limit" ]; then
      echo "not within $limit s: $what"
      return 1
    fi
    sleep 0.1
  done
  took=$(((${EPOCHREALTIME/./} - start) / 100000))
  echo "  $((took / 10)).$((took % 10)) s  $what"
}

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Import, training and analysis as three jobs, each with resources of its own; one begins when the one before it has succeeded.
#   pipeline.sh [--dry-run] [--import 'OPTIONS OF SBATCH'] [--train '…'] [--analyse '…'] [--all '…'] JOB.toml [OPTIONS OF LAMPYRIS]
# as in  pipeline.sh --all '--account=genes' --train '--nodes=4 --ntasks-per-node=32' --analyse '--ntasks-per-node=8' job.toml
# Prints the ids of the jobs. When one fails the ones after it are cancelled; the same command goes on with what is missing.
set -euo pipefail
scripts=$(dirname "$(realpath "${BASH_SOURCE[0]}")")

usage="usage: pipeline.sh [--dry-run] [--import|--train|--analyse|--all 'OPTIONS OF SBATCH'] JOB.toml [OPTIONS OF LAMPYRIS]"
refuse() {
  echo "pipeline.sh: $*" >&2
  exit 2
}

declare -A asked=([import]="" [train]="" [analyse]="" [all]="")
dry_run=false
while [[ "${1:-}" == --* ]]; do
  case $1 in
    --help) echo "$usage" && exit 0 ;;
    --dry-run) dry_run=true ;;
    --import | --train | --analyse | --all)
      [ $# -gt 1 ] || refuse "$1: options of sbatch are missing; $usage"
      asked[${1#--}]=$2
      shift
      ;;
    *) refuse "unknown option $1 before the job file; $usage" ;;
  esac
  shift
done
[ $# -gt 0 ] || refuse "no job file; $usage"
[ -r "$1" ] || refuse "$1: cannot be read from $PWD"
$dry_run || command -v sbatch >/dev/null || refuse "sbatch was not found: run this where Slurm is, or add --dry-run"

# queue NAME DEPENDENCY SCRIPT STAGES ARGUMENT…: submits a job and sets `id`.
queue() {
  local name=$1 after=$2 script=$3 stages=$4
  shift 4
  local resources command
  read -ra resources <<<"${asked[all]} ${asked[$name]}"
  command=(sbatch --parsable "--job-name=lampyris-$name" "${resources[@]}")
  # Without kill-on-invalid-dep the jobs behind one that failed would wait for ever.
  [ -z "$after" ] || command+=("--dependency=afterok:$after" --kill-on-invalid-dep=yes)
  command+=("$scripts/$script" --stages "$stages" "$@")
  if $dry_run; then
    echo "${command[*]}"
    id="<id of $name>"
    return
  fi
  id=$("${command[@]}") || refuse "sbatch refused the job $name; jobs that were submitted before it: scancel ${ids[*]:-none}"
  id=${id%%;*}
  ids+=("$id")
  echo "$name $id"
}

ids=()
queue import "" run.sbatch import,preprocess "$@"
queue train "$id" train.sbatch train "$@"
queue analyse "$id" run.sbatch run "$@"

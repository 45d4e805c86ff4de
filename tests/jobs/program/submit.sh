#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# submit.sh PROGRAM: `submit` writes a batch script from the plan, or says in one line what is wrong. What becomes of the script in a
# queue: tests/cluster/jobs.sh.
set -u
program=$1
here=$(cd "$(dirname "$0")" && pwd)
. "$here/tiny_job.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failures=0
tiny_job "$work" "$program" || exit 1

fail() {
  echo "FAILED: $1"
  failures=$((failures + 1))
}
has() { grep -qxF -- "$2" "$1" || fail "$1 has no line $2"; }
# refuses CODE TEXT OPTION…: the exit code, nothing on stdout, and one line with the text on stderr.
refuses() {
  local code=$1 text=$2 said
  shift 2
  said=$("$program" submit job.toml --quiet "$@" 2>&1 >out)
  [ $? = "$code" ] || fail "$*: exit code is not $code: $said"
  [ ! -s out ] || fail "$*: stdout: $(cat out)"
  if [ "$(wc -l <<<"$said")" != 1 ] || ! grep -qF -- "$text" <<<"$said"; then fail "$*: said $said"; fi
}

LOADEDMODULES=gcc/12:openmpi/4 "$program" submit job.toml --nodes 2 --ranks-per-node 2 --account genes --partition long \
  --sbatch=--constraint=avx512 --set "train.epochs=13" --set 'model.widths=[8, 8]' >planned.sh 2>err || fail "submit: $(cat err)"
for line in '#SBATCH --nodes=2' '#SBATCH --ntasks-per-node=2' '#SBATCH --account=genes' '#SBATCH --partition=long' \
  '#SBATCH --constraint=avx512' '#SBATCH --requeue' '#SBATCH --signal=B:USR1@120' 'module load gcc/12 openmpi/4'; do
  has planned.sh "$line"
done
grep -qE '^#SBATCH --mem=[0-9]+M$' planned.sh || fail "no memory from the plan"
grep -qE '^#SBATCH --time=00:30:00$' planned.sh || fail "no time from the plan"
grep -q 'not submitted' err || fail "does not say that nothing was submitted"
[ ! -e run ] || fail "submit made the run directory"
bash -n planned.sh || fail "the script is not one of bash"
! command -v shellcheck >/dev/null || shellcheck --norc -s bash -e SC1090,SC1091,SC2317 planned.sh || fail "the script is not clean"

# The script starts what was asked for, with settings as they were typed.
"$program" submit job.toml --quiet --time 90 --memory 4G --stages import,train --set "run.directory=\"it's\"" >typed.sh ||
  fail "submit without a plan"
has typed.sh '#SBATCH --time=90'
has typed.sh '#SBATCH --mem=4G'
sed 's/^run_stages$/dry_run=true; run_stages/' typed.sh >dry.sh
dry=$(LAMPYRIS_LAUNCHER=mpirun bash dry.sh) || fail "dry run: $dry"
grep -qF "train job.toml --set run.directory=\"it's\" --threads 1" <<<"$dry" || fail "dry run says $dry"
[ "$(grep -c '^mpirun ' <<<"$dry")" = 2 ] || fail "not two stages: $dry"

refuses 2 'there is no stage "learn"' --stages import,learn
refuses 2 'one word' --partition 'a b'
refuses 2 'one word' --time $'1\n#SBATCH --uid=0'
refuses 2 'not imported yet' --set cohort.inputs='["x.tsv"]'
refuses 2 'train.batch = 20' --nodes 30 --ranks-per-node 1 --grid 30x1
cp -rs /usr/bin "$work/bin" && rm -f "$work/bin/sbatch"
said=$(PATH=$work/bin "$program" submit job.toml --time 90 --memory 4G --yes --quiet 2>&1)
[ $? = 2 ] || fail "without sbatch the exit code is not 2"
grep -qx 'lampyris: submit: sbatch was not found.*' <<<"$said" || fail "without sbatch: $said"
exit $((failures > 0))

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# install.sh CMAKE BUILD_DIRECTORY: what `cmake --install` puts under a prefix is whole, and works from there, also when the
# prefix is moved.
set -u
cmake=$1
build=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
fail() { echo "FAILED: $*"; exit 1; }

"$cmake" --install "$build" --prefix "$work/first" >install.log 2>&1 || fail "$(tail -5 install.log)"
mv first prefix
bin=$work/prefix/bin/lampyris
share=$work/prefix/share
"$bin" --version | grep -q '^lampyris [0-9]' || fail "lampyris --version"
for file in doc/lampyris/LICENSE doc/lampyris/CITATION.cff doc/lampyris/README.md doc/lampyris/docs/cluster.md \
  doc/lampyris/docs/pictures/pipeline.svg lampyris/jobs/demo.toml lampyris/slurm/common.sh; do
  [ -s "$share/$file" ] || fail "share/$file was not installed"
done
[ -n "$(find "$share/lampyris/modulefiles/lampyris" -name '[0-9]*')" ] || fail "no module file"

job=$share/lampyris/jobs/demo.toml
scripts=$share/lampyris/slurm
for script in train.sbatch run.sbatch; do
  said=$(PATH=/usr/bin:/bin "$scripts/$script" --dry-run "$job" --set train.epochs=3) || fail "$script --dry-run: $said"
  grep -qF "$bin" <<<"$said" || fail "$script does not start the program beside it: $said"
done
said=$("$scripts/sweep.sbatch" --dry-run --vary 'run.seed=1 2' --vary 'train.batch=8 16 32' "$job") || fail "sweep --dry-run: $said"
grep -q '^6: run.seed=2 train.batch=32$' <<<"$said" || fail "sweep says $said"
said=$("$scripts/pipeline.sh" --dry-run --train '--nodes=4' "$job") || fail "pipeline --dry-run: $said"
[ "$(grep -c '^sbatch .*--kill-on-invalid-dep=yes' <<<"$said")" = 2 ] || fail "pipeline says $said"

# What is wrong is said in one line, before anything starts.
refused() {
  local text=$1 said
  shift
  said=$("$@" 2>&1) && fail "$* was not refused"
  if [ "$(wc -l <<<"$said")" != 1 ] || ! grep -qF -- "$text" <<<"$said"; then fail "$*: said $said"; fi
}
refused 'no job file' "$scripts/train.sbatch"
refused 'gone.toml: cannot be read' "$scripts/run.sbatch" gone.toml
refused 'would share this directory' "$scripts/sweep.sbatch" --vary 'run.seed=1 2' "$job" --set run.directory=x
refused 'not an array' env SLURM_JOB_ID=1 "$scripts/sweep.sbatch" --vary 'run.seed=1 2' "$job"
refused 'there are 2' env SLURM_ARRAY_TASK_ID=3 "$scripts/sweep.sbatch" --vary 'run.seed=1 2' "$job"
refused 'on a node of 2 allocated cores' env SLURM_NTASKS=2 SLURM_CPUS_ON_NODE=2 "$scripts/train.sbatch" --dry-run "$job" --threads 2
refused 'no job file' "$scripts/pipeline.sh" --dry-run
echo "installed, moved, and every script tried"

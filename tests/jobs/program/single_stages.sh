#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A single stage, and a run up to one, need a job file alone: what they need is made where it is not there or is of other
# settings, and kept where it is.
set -u
program=$1
here=$(cd "$(dirname "$0")" && pwd)
. "$here/tiny_job.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $*"; exit 1; }
cd "$work" || exit 1

tiny_job "$work" "$program" || fail "cannot simulate"
# does RANKS ARGUMENTS…: in $into, or a directory for that many ranks.
does() {
  local ranks=$1
  shift
  mpirun -n "$ranks" "$program" "$@" --set run.directory="$work/${into:-run$ranks}" --set train.reproducible=true >out 2>err ||
    fail "$* on $ranks ranks: $(cat err)"
}
said() { grep -qE -- "$1" err || fail "not said: $1: $(cat err)"; }
unsaid() { if grep -qE -- "$1" err; then fail "said: $1: $(cat err)"; fi; }

for ranks in 1 2; do
  does $ranks attribute job.toml
  for stage in import preprocess train; do said "$stage: needed, not there: made"; done
  unsaid '(reference|interactome): '
  { [ -s run$ranks/attribution.h5 ] && [ ! -e run$ranks/pca.h5 ]; } || fail "not the files of attribute: $(ls run$ranks)"
  does $ranks attribute job.toml
  said 'train: needed, kept'
  said 'attribute: kept, nothing changed'
  does $ranks structure job.toml --set train.epochs=9
  said 'import: needed, kept'
  said 'train: needed, of other inputs or settings: made again'
  said 'reference: needed, not there: made'
  [ "$(tail -1 run$ranks/metrics.tsv | cut -f1)" = 9 ] || fail "not of 9 epochs"
  # What is not needed is read as it is, and said to be old.
  does $ranks report job.toml --set train.epochs=9
  said 'warning: attribute: what stands of it is of other inputs or settings'
  unsaid 'attribute: needed|interactome: needed'
  # --force is for what was asked for.
  does $ranks train job.toml --set train.epochs=9 --force
  said 'import: needed, kept'
  said 'train: done'
done
cmp run1/model.h5 run2/model.h5 || fail "another model on 2 ranks"

# A run up to a stage.
into=until
does 2 run job.toml --until train
for stage in import preprocess train; do said "$stage: done"; done
unsaid 'reference|structure'
does 2 run job.toml --until reference
said 'train: kept, nothing changed'
{ [ -s until/reconstruction.tsv ] && [ ! -e until/attribution.h5 ]; } || fail "not up to reference: $(ls until)"
# Labels and sets that no stage of it reads are not looked at.
does 2 run job.toml --until train --set 'structure.labels=["clas"]'

into=
# Inputs that are gone were read when they were there; a file that was deleted is made again.
mv cohort/cohort.h5 gone.h5
does 1 attribute job.toml --set train.epochs=9 --set attribute.top=20
said 'import: needed, kept'
rm run1/cohort.h5
mpirun -n 1 "$program" attribute job.toml --set run.directory="$work/run1" --set train.reproducible=true --set train.epochs=9 \
  >out 2>err && fail "a cohort from nothing"
said 'cohort/cohort.h5: no such file'
mv gone.h5 cohort/cohort.h5
does 1 attribute job.toml --set train.epochs=9
said 'import: needed, not there: made'
said 'train: needed, kept'
# What another version made is taken as it is.
sed -i 's/"version": "[^"]*"/"version": "0.1.9"/' run1/manifest.json
does 1 attribute job.toml --set train.epochs=9 --set attribute.top=30
said 'train: needed, kept as another version of lampyris made it'
said 'attribute: done'
does 1 modules job.toml --set train.epochs=9 --set attribute.top=30
said 'train: needed, kept as another version'
said 'attribute: needed, kept$'
echo "made where needed, kept where it stands"

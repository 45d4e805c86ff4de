#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A network that has not learned says so, with what to change: one that makes few updates, one whose rate is far too high.
# One that starts from PCA says nothing of the kind.
set -u
program=$1
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../program/tiny_job.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $*"; exit 1; }

tiny_job "$work" "$program" || fail "cannot simulate"
train() {  # ranks, name, settings
  local ranks=$1 name=$2
  shift 2
  mpirun -n "$ranks" "$program" train "$work/job.toml" --set run.directory="$work/$name" "$@" >"$work/$name.out" 2>&1
}
said() { grep -q "$2" "$work/$1.out" || fail "$1 does not say \"$2\": $(cat "$work/$1.out")"; }
silent() { ! grep -q "$2" "$work/$1.out" || fail "$1 says: $(grep "$2" "$work/$1.out")"; }

train 2 few --set train.batch=200 --set train.epochs=15 || fail "few: $(cat "$work/few.out")"
said few 'only 15 updates will be made, 1 in each of 15 epochs'
said few 'the network has not learned: R² on validation samples is'
said few 'that of two principal components'
said few 'To try: more updates than 15 (train.batch below 200'

train 1 high --set train.rate=0.9 --set train.batch=5 --set train.epochs=30 || fail "high: $(cat "$work/high.out")"
said high 'the loss stands still, at R² .* on training samples; to try: a lower train.rate (it was 0.9)'
said high 'the loss stood still with train.rate = 0.9: trained again with 0.09'
said high 'epochs, best [0-9]*, R² on validation samples 0[.][2-9]'

train 1 good --set 'model.hidden="elu"' --set 'model.output="linear"' --set 'model.init="pca"' --set train.rate=1e-4 \
  --set train.batch=5 --set train.epochs=30 || fail "good: $(cat "$work/good.out")"
silent good 'has not learned'

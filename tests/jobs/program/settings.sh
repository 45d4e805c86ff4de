#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# `settings` prints, on any number of ranks, a job file that runs once its inputs are named; a run directory of another
# version is said to be one.
set -u
program=$1
page=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $*"; exit 1; }

cd "$work" || exit 1
"$program" settings >job.toml 2>err || fail "settings: exit $?: $(cat err)"
[ -s err ] && fail "settings: says on stderr: $(cat err)"
mpirun -n 2 "$program" settings >two.toml 2>/dev/null || fail "settings on two ranks"
cmp job.toml two.toml || fail "another job file on two ranks"
"$program" settings --markdown >settings.md || fail "settings --markdown"
cmp settings.md "$page" || fail "docs/settings.md is not what lampyris settings --markdown prints"
"$program" settings job.toml >/dev/null 2>&1
[ $? = 2 ] || fail "settings with a job file: not exit 2"

printf 'gene\ta\tb\tc\nG1\t1\t2\t3\nG2\t4\t5\t6\n' >values.tsv
"$program" import job.toml --quiet >/dev/null 2>err
[ $? = 2 ] || fail "without inputs: not exit 2"
grep -q 'cohort.inputs' err || fail "without inputs: $(cat err)"
sed -i 's/^inputs = .*/inputs = ["values.tsv"]/' job.toml
"$program" import job.toml --quiet >/dev/null 2>err || fail "with inputs: exit $?: $(cat err)"
[ -e runs/lampyris/cohort.h5 ] || fail "no cohort.h5"

"$program" import job.toml >/dev/null 2>err || fail "again: $(cat err)"
grep -q 'import: kept' err || fail "the same settings were not kept: $(cat err)"
sed -i 's/"version": ".*"/"version": "0.0.9"/' runs/lampyris/manifest.json
"$program" import job.toml --force >/dev/null 2>err || fail "old manifest: $(cat err)"
[ "$(grep -c 'written by version 0.0.9 of lampyris' err)" = 1 ] || fail "another version is not named: $(cat err)"
"$program" import job.toml >/dev/null 2>err || fail "again: $(cat err)"
grep -q 'written by version' err && fail "its own version is named as another: $(cat err)"
echo "the annotated job file runs"

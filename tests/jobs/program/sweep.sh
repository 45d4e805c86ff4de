#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A sweep gives one table on any number of ranks, goes on where it was stopped, does without a cell that fails, and runs cell
# by cell; what cannot be swept is refused in one line.
set -u
program=$1
here=$(cd "$(dirname "$0")" && pwd)
. "$here/tiny_job.sh"
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$work"' EXIT
fail() { echo "FAILED: $*"; exit 1; }
cd "$work" || exit 1

tiny_job "$work" "$program" || fail "cannot simulate"
sed -i 's/^epochs = .*/epochs = 4\nreproducible = true/' job.toml
cp job.toml plain.toml
printf '[sweep]\n"model.widths" = [[16], [16, 8, 16]]\nrun.seed = [1, 2]\n' >>job.toml
# sweep RANKS DIRECTORY OPTION…
sweep() {
  local ranks=$1 into=$2
  shift 2
  mpirun -n "$ranks" "$program" sweep job.toml --set run.directory="$work/$into" "$@" >out 2>err
}
# All but the seconds.
table() { python3 -c 'import sys
rows = [line.rstrip("\n").split("\t") for line in open(sys.argv[1])]
at = rows[0].index("seconds")
for row in rows: print("\t".join(row[:at] + row[at + 1:]))' "$1/sweep.tsv"; }
column() { python3 -c 'import csv, sys
print(" ".join(row[sys.argv[2]] for row in csv.DictReader(open(sys.argv[1] + "/sweep.tsv"), delimiter="\t")))' "$1" "$2"; }

# The same on any ranks: side by side, or all ranks for one cell.
for ranks in 1 2 3 4; do
  sweep $ranks run$ranks || fail "on $ranks ranks: $(cat err)"
  table run$ranks >table$ranks
  cmp table1 table$ranks || fail "another table on $ranks ranks: $(diff table1 table$ranks)"
done
[ "$(column run1 state)" = "done done done done" ] || fail "not all done: $(cat run1/sweep.tsv)"
[ "$(column run1 cell)" = "widths-16_seed-1 widths-16_seed-2 widths-16-8-16_seed-1 widths-16-8-16_seed-2" ] || fail "names"
[ "$(column run1 parameters)" = "9916 9916 10196 10196" ] || fail "parameters: $(column run1 parameters)"
[ "$(column run1 epochs) $(column run1 code) $(column run1 pca)" = "4 4 4 4 16 16 8 8 16 16 8 8" ] || fail "$(cat run1/sweep.tsv)"
grep -q '3 side by side' err && fail "4 ranks, 3 cells"
{ [ -L run2/sweep/widths-16_seed-1/cohort.h5 ] && [ -s run2/sweep/widths-16_seed-1/cohort.h5 ]; } || fail "no shared cohort"
grep -q 'that of another run of this job' run1/sweep/widths-16_seed-2/log.txt || fail "no shared PCA"
grep -q '"sweep":{"keys":\["model.widths","run.seed"\]}' run1/sweep.html || fail "no page"
sweep 2 turn --side-by-side 1 || fail "in turn: $(cat err)"
grep -q 'cells up to the stage reference, in turn' err || fail "not in turn: $(cat err)"
python3 - run1/sweep.tsv turn/sweep.tsv <<'NEAR' || fail "in turn on 2 ranks"
import csv, sys
one, other = (list(csv.DictReader(open(path), delimiter="\t")) for path in sys.argv[1:])
for a, b in zip(one, other, strict=True):
    for key in a:
        if key == "seconds" or a[key] == b[key]: continue
        assert abs(float(a[key]) - float(b[key])) < 2e-5, (key, a, b)
NEAR

# What is done is kept; more values are more cells; a cell is a run.
cp run2/sweep.tsv before.tsv
sweep 2 run2 || fail "again: $(cat err)"
cmp before.tsv run2/sweep.tsv || fail "the table changed"
grep -q 'train: kept, nothing changed' run2/sweep/widths-16_seed-1/log.txt || fail "trained again"
sweep 2 run2 --set-list run.seed=1,2,3 --set-list 'model.widths=[[16]]' || fail "one seed more: $(cat err)"
[ "$(column run2 run.seed)" = "1 2 3" ] || fail "not three seeds: $(cat run2/sweep.tsv)"
[ "$(grep -c 'train: done' run2/sweep/widths-16_seed-1/log.txt)" = 1 ] || fail "trained again"
"$program" attribute run2/sweep/widths-16_seed-3/job.toml >out 2>err || fail "a stage of a cell: $(cat err)"
{ grep -q 'import: needed, kept' err && grep -q 'attribute: done' err; } || fail "a stage of a cell: $(cat err)"

# A cell that fails is said, and the others go on.
for ranks in 1 2; do
  sweep $ranks bad$ranks --set-list 'model.widths=[[16, 8], [16]]' --set-list 'model.tied=[true]' --set-list run.seed=1
  [ $? = 1 ] || fail "a failing cell: not exit 1: $(cat err)"
  { [ "$(grep -c '^lampyris: ' err)" = 1 ] && grep -q '^lampyris: sweep: 1 of 2 cells failed: tied-true_widths-16-8_seed-1: ' err; } || fail "$(cat err)"
  [ "$(column bad$ranks state)" = "failed done" ] || fail "$(cat bad$ranks/sweep.tsv)"
  column bad$ranks reason | grep -q 'model.widths' || fail "no reason: $(column bad$ranks reason)"
done

# Stopped and killed: what is done is kept, what is begun goes on.
long=(--set-list 'run.seed=[1]' --set-list 'train.epochs=[4, 100, 5]' --set-list 'model.widths=[[16]]')
cell=sweep/widths-16_seed-1_epochs-100
sweep 1 undisturbed "${long[@]}" || fail "undisturbed: $(cat err)"
stop() { # SIGNAL TEXT: once the long cell's log has the text
  sweep 2 stopped "${long[@]}" &
  local job=$!
  for _ in $(seq 400); do grep -q "$2" stopped/$cell/log.txt 2>/dev/null && break; sleep 0.02; done
  kill "-$1" "$(pgrep -P $job mpirun || echo $job)"
  wait $job
  status=$?
}
stop USR1 'train: grid'
{ [ $status = 75 ] && grep -q 'run the same command again' err; } || fail "stopped with $status: $(cat err)"
stop KILL 'goes on from epoch'
sleep 1
sweep 2 stopped "${long[@]}" || fail "going on: $(cat err)"
grep -q 'goes on from epoch' stopped/$cell/log.txt || fail "began anew: $(cat stopped/$cell/log.txt)"
[ "$(table undisturbed)" = "$(table stopped)" ] || fail "another table: $(diff <(table undisturbed) <(table stopped))"

# Cell by cell, two at a time, as an array does it.
one() { "$program" sweep job.toml --set run.directory="$work/array" --cell "$1" --quiet >"out$1" 2>"err$1"; }
one 1 & one 2 & one 4 &
wait
cat err1 err2 err4
[ "$(column array state)" = "done done not run done" ] || fail "$(cat array/sweep.tsv)"
one 3 || fail "cell 3: $(cat err3)"
[ "$(table array)" = "$(cat table1)" ] || fail "another table cell by cell"
LOADEDMODULES='' "$program" sweep job.toml --array --at-once 2 --time 30 --memory 1G --set-list run.seed=1,2,3 --quiet >array.sh ||
  fail "--array"
{ grep -qx '#SBATCH --array=1-6%2' array.sh && bash -n array.sh; } || fail "array: $(cat array.sh)"
sed 's/^run_stages$/dry_run=true; run_stages/' array.sh >dry.sh
SLURM_ARRAY_TASK_ID=5 LAMPYRIS_LAUNCHER=mpirun bash dry.sh | grep -q 'sweep job.toml --cell 5 --until reference --set-list run.seed=1,2,3' ||
  fail "the script's command: $(SLURM_ARRAY_TASK_ID=5 LAMPYRIS_LAUNCHER=mpirun bash dry.sh)"
[ "$("$program" sweep job.toml --list --quiet | wc -l)" = 4 ] || fail "--list"

# refuses TEXT OPTION…: exit 2 and one line.
refuses() {
  local text=$1
  shift
  "$program" sweep "$@" --set run.directory="$work/refused" --quiet >out 2>err
  { [ $? = 2 ] && [ "$(wc -l <err)" = 1 ] && grep -qF -- "$text" err; } || fail "$*: due exit 2 and \"$text\": $(cat err)"
}
refuses 'has no [sweep]' plain.toml
refuses 'unknown key model.width; the nearest is model.widths' job.toml --set-list 'model.width=[[1]]'
refuses 'run.seed: must be a list of the values' job.toml --set-list 'run.seed=[]'
refuses 'run.seed: must be a whole number' job.toml --set-list run.seed=a,b
refuses 'run.directory may not be swept over: a run may be moved' job.toml --set-list run.directory=a,b
refuses 'modules.top changes nothing up to the stage reference: leave it out, or sweep --until modules' job.toml --set-list modules.top=1,2
refuses '1 stands there twice' job.toml --set-list run.seed=1,1
refuses '4 cells are more than 3' job.toml --most-cells 3
refuses 'the nearest is train' job.toml --until trian
refuses '--side-by-side 2: must be at most the 1 ranks' job.toml --side-by-side 2
refuses '--cell 5: must be from 1 to 4' job.toml --cell 5
printf '[[sweep]]\nrun.seed = [1, 2]\n[[sweep]]\n"run.seed" = [2]\n' | cat plain.toml - >twice.toml
refuses 'cells 2 and 3 are alike: run.seed = 2' twice.toml
printf '[sweep]\nrun.seed = 1\n' | cat plain.toml - >no_list.toml
refuses 'sweep: run.seed: must be a list of the values' no_list.toml
echo "one table, kept, stopped, killed, cell by cell"

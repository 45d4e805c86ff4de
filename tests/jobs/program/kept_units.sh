#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A stage after training that is killed or stopped goes on with the units that it had finished, on other ranks, and leaves the
# tables of an undisturbed run.
set -u
program=$1
here=$(cd "$(dirname "$0")" && pwd)
. "$here/tiny_job.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $*"; exit 1; }
cd "$work" || exit 1

tiny_job "$work" "$program" || fail "cannot simulate"
long=(--set interactome.null_sets=120000 --set structure.permutations=30000 --set modules.permutations=30000
      --set modules.max_permutations=30000 --set structure.pca='[2,4,8]'
      --set train.checkpoint_minutes=0.001)
for stage in import train reference attribute; do
  "$program" $stage job.toml "${long[@]}" --quiet >/dev/null || fail "$stage"
done
rm -rf whole && cp -r run whole
for stage in interactome structure modules; do
  mpirun -n 2 "$program" $stage job.toml "${long[@]}" --set run.directory="$work/whole" --quiet >/dev/null || fail "$stage, undisturbed"
done

# done_in STAGE: how many units of the stage are done, as progress.jsonl tells.
done_in() {
  python3 - "$1" run/progress.jsonl <<'PYTHON'
import json, sys
lines = [json.loads(line) for line in open(sys.argv[2])]
print(max([line.get("done", 0) for line in lines if line["stage"] == sys.argv[1]], default=0))
PYTHON
}
# goes_on STAGE TABLE…: the next start says what it found, leaves nothing behind, and gives the same tables.
goes_on() {
  local stage=$1
  mpirun -n 1 "$program" "$stage" job.toml "${long[@]}" >/dev/null 2>err || fail "$stage: $(cat err)"
  grep -Eq "$stage: [1-9][0-9]* units that an earlier start has finished are kept" err || fail "$stage began anew: $(cat err)"
  grep -E "units that an earlier start" err
  [ ! -e "run/.lampyris/units/$stage" ] || fail "$stage left its units"
  shift
  for table in "$@"; do cmp "run/$table" "whole/$table" || fail "$table is not that of an undisturbed run"; done
}

# Its ranks killed, once a file of units stands.
mpirun -n 2 "$program" interactome job.toml "${long[@]}" --quiet >/dev/null 2>&1 &
job=$!
for _ in $(seq 600); do
  [ -s run/.lampyris/units/interactome/0.units ] && break
  kill -0 $job 2>/dev/null || fail "the interactome is done before it can be killed"
  sleep 0.05
done
pgrep -P $job | xargs kill -9
wait $job 2>/dev/null
goes_on interactome interactome.tsv interactome_trend.tsv

# Stopped, once a unit is done.
for stage in structure modules; do
  mpirun -n 2 "$program" $stage job.toml "${long[@]}" --quiet >/dev/null 2>err &
  job=$!
  for _ in $(seq 600); do
    [ "$(done_in $stage)" -gt 0 ] && break
    kill -0 $job 2>/dev/null || fail "$stage is done before it can be stopped"
    sleep 0.1
  done
  kill -USR1 $job
  wait $job
  [ $? = 75 ] || fail "$stage was not stopped: $(cat err)"
  case $stage in
    structure) goes_on structure structure.tsv structure_classes.tsv map.tsv ;;
    modules) goes_on modules modules.tsv module_genes.tsv classifiers.tsv ;;
  esac
done

# With --force nothing is taken.
mpirun -n 2 "$program" structure job.toml "${long[@]}" --force --quiet >/dev/null 2>&1 &
job=$!
sleep 2
kill -USR1 $job
wait $job
"$program" structure job.toml "${long[@]}" --set structure.permutations=10 --force >/dev/null 2>err || fail "$(cat err)"
grep -q "an earlier start has finished" err && fail "--force took what was kept"
echo "killed, stopped, went on, same tables"

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A run directory is one run's alone; nothing in it is lost that the program did not make; nothing that was damaged is used;
# verify makes it again on other ranks.
set -u
program=$1
here=$(cd "$(dirname "$0")" && pwd)
. "$here/tiny_job.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $*"; exit 1; }
cd "$work" || exit 1

# refuses TEXT COMMAND…: exit 2, with TEXT.
refuses() {
  local text=$1 out status
  shift
  out=$("$@" 2>&1 >/dev/null)
  status=$?
  [ $status = 2 ] || fail "exit $status, due 2: $*: $out"
  grep -qF -- "$text" <<<"$out" || fail "no word of \"$text\": $out"
}
run() { mpirun -n 2 "$program" "$@" --set train.reproducible=true; }

tiny_job "$work" "$program" || fail "cannot simulate"

# What lies there already.
mkdir -p mine && echo precious >mine/interactome.tsv
refuses 'lampyris did not make it' "$program" run job.toml --set run.directory="$work/mine" --quiet
[ "$(cat mine/interactome.tsv)" = precious ] || fail "a foreign table was written over"
mkdir project && cp cohort/* project/ && cp job.toml project/study.toml
refuses 'project/cohort.h5 would be written over' "$program" run project/study.toml --quiet \
  --set run.directory="$work/project" --set cohort.inputs="[\"$work/project/cohort.h5\"]"
cmp cohort/cohort.h5 project/cohort.h5 || fail "the input was written over"
mkdir here && cp job.toml here/
refuses 'job.toml: lampyris did not make it' "$program" run here/job.toml --set run.directory="$work/here"
cmp job.toml here/job.toml || fail "the job file was written over"
refuses 'lampyris did not make it' "$program" simulate --out mine --samples 120 --genes 300 --programs 6
echo text >there.h5
refuses 'there.h5: stands already' "$program" import cohort/cohort.h5 --out there.h5
refuses 'is the input itself' "$program" export cohort/cohort.h5 --out cohort/cohort.h5 --format h5ad
refuses 'is the input itself' "$program" pca cohort/cohort.h5 --components 2 --out cohort/cohort.h5

# Checkpoints beside which other things lie, and which are elsewhere.
mkdir -p run elsewhere/notes && echo text >elsewhere/notes/why.txt && ln -s "$work/elsewhere" run/checkpoints
run run job.toml --set train.checkpoint_minutes=0.0001 --quiet >summary || fail "run: $(cat summary)"
[ -e elsewhere/notes/why.txt ] || fail "what lay beside the checkpoints was deleted"

# A second run at the same time.
mpirun -n 2 "$program" train job.toml --force --set train.reproducible=true --set train.epochs=100000 --quiet >/dev/null 2>&1 &
first=$!
for _ in $(seq 100); do [ -s run/.lampyris/lock ] || sleep 0.05; done
refuses 'another run works there' "$program" run job.toml --quiet
refuses 'process ' mpirun -n 2 "$program" modules job.toml --quiet
kill -USR1 $first
wait $first
[ $? = 75 ] || fail "the first run did not end by its signal"
# --force began anew, the same command without it goes on.
mpirun -n 2 "$program" train job.toml --set train.reproducible=true --set train.epochs=100000 --quiet >/dev/null 2>err &
first=$!
for _ in $(seq 200); do grep -q 'goes on from epoch' run/log.txt || sleep 0.05; done
kill -9 $first
wait $first 2>/dev/null
grep -q 'goes on from epoch' run/log.txt || fail "training did not go on"
sleep 1

# The killed one has left its lock; the job as it was is kept where nothing changed.
run run job.toml >summary 2>err || fail "after a kill: $(cat err)"
grep -q 'did not end by itself' err || fail "no word of the run that was killed"
grep -q 'import: kept' err || fail "import ran again"

# A model that was trained further under the same settings is another one to the stages after it; and 12 epochs are 12 epochs.
[ "$(tail -1 run/metrics.tsv | cut -f1)" = 12 ] || fail "12 epochs were asked for, $(tail -1 run/metrics.tsv | cut -f1) made"
run run job.toml --set run.directory="$work/anew" --quiet >/dev/null || fail "anew"
for file in model.h5 attribution.h5 modules.tsv; do
  cmp "anew/$file" "run/$file" || fail "$file is not of the model that stands"
done

# Damaged, changed and deleted results.
cp -r run before
flip() { # file: one bit in its middle
  python3 - "$1" <<'FLIP'
import sys
with open(sys.argv[1], "r+b") as file:
    content = bytearray(file.read())
    content[len(content) // 2] ^= 1
    file.seek(0)
    file.write(content)
FLIP
}
# A single stage makes again what it needs; the report, which shows what there is, names it.
for file in model.h5 pca.h5 attribution.h5; do
  flip "run/$file"
  : >err
  if [ $file = attribution.h5 ] && run report job.toml >/dev/null 2>err; then fail "a damaged $file was shown"; fi
  for stage in structure modules; do run $stage job.toml >/dev/null 2>>err || fail "$stage: $(cat err)"; done
  grep -q "run/$file.* was changed or damaged" err || fail "$file with one other bit was used: $(cat err)"
  cmp "before/$file" "run/$file" || fail "$file was not made again"
done
run report job.toml --quiet >/dev/null || fail "report"
flip run/pca.h5
echo "a note" >>run/modules.tsv
rm run/map.tsv
: >run/top_genes.tsv
run run job.toml >summary 2>err || fail "mending: $(cat err)"
for file in pca.h5 modules.tsv map.tsv top_genes.tsv; do
  grep -q "run/$file was" err || fail "no word of $file: $(cat err)"
  cmp "before/$file" "run/$file" || fail "$file was not made again"
done
grep -q "a note" run/.lampyris/changed/modules.tsv || fail "what a user wrote is lost"

# Made again on other ranks.
refuses '3x1' "$program" verify run --grid 3x1 --quiet
refuses 'must be a stage' "$program" verify run --stage nothing --quiet
[ ! -e run.verify ] || fail "a wrong option left a scratch directory"
mpirun -n 1 "$program" verify run --quiet >out 2>err || fail "verify: $(cat out err)"
grep -q 'verify: train model.h5 equal, SHA-256' out || fail "no word of model.h5: $(cat out)"
[ ! -e run.verify ] || fail "verify left its scratch directory"
sed -i "s/^  *\"sha256\": \"$(sha256sum <run/structure.tsv | cut -c1-64)\"/\"sha256\": \"$(printf '0%.0s' {1..64})\"/" run/manifest.json
mpirun -n 1 "$program" verify run --stage structure --quiet >out 2>err && fail "verify took a forged manifest"
grep -q 'structure.tsv: was changed or damaged' err || fail "verify: $(cat err)"

# A project that is moved keeps its results.
mkdir moved && mv cohort job.toml run moved/
sed -i "s#$work#$work/moved#" moved/job.toml
cp before/manifest.json moved/run/manifest.json
run run moved/job.toml >/dev/null 2>err || fail "moved: $(cat err)"
[ "$(grep -c ': kept' err)" -ge 8 ] || fail "a moved project ran again: $(cat err)"

# A manifest of other types vouches for nothing.
echo '{"stages": {"import": []}, "version": 3}' >moved/run/manifest.json
run run moved/job.toml --quiet >/dev/null 2>err || fail "a strange manifest: $(cat err)"
echo "locked, kept apart, checked, verified"

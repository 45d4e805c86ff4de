#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every bad input gives its exit code, one clear line that names the place, and leaves no file half-written.
set -u
program=$1
here=$(cd "$(dirname "$0")" && pwd)
. "$here/tiny_job.sh"
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
failures=0
cases=0

# expect CODE TEXT ARGUMENTS…: one line of stderr from the program, which contains TEXT.
expect() {
  local code=$1 text=$2
  shift 2
  cases=$((cases + 1))
  local errors status
  errors=$(timeout 60 "$program" "$@" --quiet 2>&1 >/dev/null)
  status=$?
  local lines
  lines=$(grep -c . <<<"$errors")
  if [ $status != "$code" ] || [ "$lines" != 1 ] || ! grep -qF -- "$text" <<<"$errors"; then
    echo "FAILED: lampyris $*"
    echo "  due: exit $code and one line with: $text"
    echo "  got: exit $status and $lines lines: $errors"
    failures=$((failures + 1))
  fi
  local partial
  partial=$(find "$work" -name '*.partial')
  if [ -n "$partial" ]; then
    echo "FAILED: lampyris $*: left $partial"
    find "$work" -name '*.partial' -delete
    failures=$((failures + 1))
  fi
}
matrix() { printf '%b' "$2" >"$work/$1"; }

cd "$work" || exit 1
out=(--out "$work/x.h5")
matrix good.tsv 'gene\ta\tb\tc\nG1\t1\t2\t3\nG2\t4\t5\t6\n'
: >empty.tsv
matrix ragged.tsv 'gene\ta\tb\tc\nG1\t1\t2\t3\nG2\t4\t5\n'
matrix text.tsv 'gene\ta\tb\tc\nG1\t1\t2\t3\nG2\t4\thello\t6\n'
matrix twice.tsv 'gene\ta\tb\ta\nG1\t1\t2\t3\nG2\t4\t5\t6\n'
matrix missing.tsv 'gene\ta\tb\tc\nG1\t1\t2\t3\nG2\tNA\t\tnan\n'
matrix infinite.tsv 'gene\ta\tb\tc\nG1\t1\t2\tinf\nG2\t4\t5\t6\n'
matrix strangers.tsv 'sample\ttissue\nx\tliver\ny\tlung\n'
matrix annotation.tsv 'sample\ttissue\na\tliver\nb\tlung\nc\tlung\n'
matrix map.tsv 'probe\tsymbol\nP1\tTP53\n'
gzip -c good.tsv | head -c 30 >truncated.tsv.gz

expect 3 'nowhere.tsv: no such file' import nowhere.tsv "${out[@]}"
expect 3 'empty.tsv' import empty.tsv "${out[@]}"
expect 3 'line 3' import ragged.tsv "${out[@]}"
expect 3 'hello' import text.tsv "${out[@]}"
expect 3 'line 3' import text.tsv "${out[@]}"
expect 3 'sample' import twice.tsv "${out[@]}"
expect 3 'G2' import missing.tsv "${out[@]}"
expect 3 'line 2' import infinite.tsv "${out[@]}"
expect 3 'truncated.tsv.gz' import truncated.tsv.gz "${out[@]}"
expect 3 'strangers.tsv' import good.tsv --annotation strangers.tsv "${out[@]}"
expect 3 'map.tsv' import good.tsv --ids map.tsv "${out[@]}"
expect 3 'cannot write' import good.tsv --out "$work/no/such/directory/x.h5"
expect 2 '--collapse' import good.tsv --collapse best "${out[@]}"
expect 2 '--out' import good.tsv
[ ! -e x.h5 ] || { echo "FAILED: a cohort was written from bad input"; failures=$((failures + 1)); }

expect 2 'unknown command "runn"; the nearest is run' runn job.toml
expect 2 'JOB.toml' run
expect 2 'no such job file' run nowhere.toml
expect 2 '--samples' simulate --out s --samples many
expect 2 'programs' simulate --out s --genes 10 --programs 50
expect 2 '--causes' simulate --out s --causes -1
expect 2 'at most the 20 programs' simulate --out s --causes 21

tiny_job "$work" "$program" || { echo "FAILED: simulate"; exit 1; }
job() { local code=$1 text=$2; shift 2; expect "$code" "$text" run job.toml "$@"; }
job 2 'unknown key train.epoch; the nearest is train.epochs' --set train.epoch=3
job 2 'train.rate: must be a number above 0' --set train.rate=0
job 2 '--grid' --grid 7x3
job 3 'gone.tsv: no such file' --set cohort.annotation=gone.tsv
job 3 'gone.gmt: no such file' --set 'modules.gene_sets=["gone.gmt"]'
job 2 'tisue' --set 'structure.labels=["tisue"]'
job 2 'the nearest is "class"' --set 'structure.labels=["clas"]'
job 2 'structure.blocks "batches": the annotation has no such column; the nearest is "batch"' --set 'structure.blocks="batches"'
expect 2 'cohort.inputs' run job.toml --set 'cohort.inputs=[]'
job 2 'the nearest is train' --until trian
expect 3 'gone.tsv: no such file' attribute job.toml --set cohort.annotation=gone.tsv --set run.directory="$work/fresh"

# The rest needs a trained model.
"$program" run job.toml --quiet >/dev/null 2>"$work/err" || { echo "FAILED: run: $(cat "$work/err")"; exit 1; }
matrix few.toml ''
sed 's/cases = .*/cases = "donor=D0001"/' job.toml >few.toml
expect 2 'disease' modules few.toml
sed 's/cases = .*/cases = "status=cas"/' job.toml >value.toml
expect 2 'cas' modules value.toml
sed 's/cases = .*/cases = "statos=case"/' job.toml >column.toml
expect 2 'status' modules column.toml
matrix strangers_edges.tsv 'gene1\tgene2\tscore\nTP53\tMDM2\t999\nA\tB\t999\n'
expect 3 'strangers_edges.tsv' interactome job.toml --set interactome.edges=strangers_edges.tsv
matrix bad.gmt 'only_a_name\n'
expect 3 'bad.gmt' modules job.toml --set 'modules.gene_sets=["bad.gmt"]'
head -c 5000 run/model.h5 >half.h5 && mkdir -p broken && cp -r run/. broken/ && cp half.h5 broken/model.h5
expect 3 'model.h5' evaluate broken cohort/cohort.h5

# A full disk, by a limit on the size of files (large enough for the MPI library's own), and a directory that cannot be
# written.
(
  ulimit -f 24000
  expect 3 'full' simulate --out "$work/full" --samples 3000 --genes 4000
  [ ! -e "$work/full/cohort.h5" ] || { echo "FAILED: a full disk: half a cohort stands"; exit 1; }
  [ $failures = 0 ]
) || failures=$((failures + 1))
if [ "$(id -u)" != 0 ]; then
  mkdir locked && chmod a-w locked
  expect 3 'cannot write' import good.tsv --out "$work/locked/x.h5"
fi
: >a_file
expect 2 'run.directory' run job.toml --set run.directory="$work/a_file/run"

echo "$cases cases, $failures failed"
[ $failures = 0 ]

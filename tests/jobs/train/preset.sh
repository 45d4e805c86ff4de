#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The default preset: a manifold and a residual network are trained, the validation samples choose, candidates.tsv says by
# what; the same kind on any number of ranks; where there is no network, the manifold stands alone, and why is said.
set -u
program=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $*"; exit 1; }

. "$(dirname "$0")/auto_job.sh"
auto_job "$work" "$program" 32 10 || fail "cannot simulate"
call() {  # ranks, name, last stage, further arguments
  local ranks=$1 name=$2 stage=$3
  shift 3
  mpirun -n "$ranks" "$program" run "$work/job.toml" --until "$stage" --set run.directory="$work/$name" --quiet "$@" \
    >"$work/out" || fail "$name: $(cat "$work/out")"
}
# kinds NAME: those of the candidates; the one that was taken is the model's.
kinds() {
  python3 - "$work/$1" <<'CHECK' || fail "tables of $1"
import csv, os, sys
rows = lambda name: list(csv.DictReader(open(f"{sys.argv[1]}/{name}"), delimiter="\t"))
candidates = rows("candidates.tsv")
taken = [row for row in candidates if row["taken"] == "yes"]
assert len(taken) == 1, candidates
best = max(candidates, key=lambda row: float(row["r2_refined"]))
assert taken[0] is best, candidates
if os.path.exists(f"{sys.argv[1]}/reconstruction.tsv"):
    own, *others = rows("reconstruction.tsv")
    assert own["dimension"] == best["code"], own
    assert ("encoder" in {row["representation"] for row in others}) == (best["kind"] == "residual")
for row in candidates:
    assert float(row["r2_refined"]) >= float(row["r2_pca"]) - 1e-4, row
print(*(f"{row['kind']}-{row['code']}" for row in candidates), "taken", f"{best['kind']}-{best['code']}")
CHECK
}

call 1 one reference
of_one=$(kinds one)
[[ $of_one == "manifold-3 manifold-5 residual-"?" taken "* ]] || fail "candidates: $of_one"
grep -q 'is taken: R² on validation samples' "$work/out" || fail "the choice is not said: $(cat "$work/out")"
# Components are searched for once; where the network is taken, another time for its last training.
searches() { grep -c 'train: [0-9]* principal components (' "$work/$1/log.txt"; }
anew=0
[[ $of_one == *"taken residual-"* ]] && anew=1
[[ $(searches one) == "$anew" ]] || fail "$(searches one) searches for components, due $anew"
call 2 two train
[[ $(kinds two) == "$of_one" ]] || fail "two ranks: $(kinds two), one: $of_one"

call 2 residual reference --set model.kind=residual --set train.checkpoint_minutes=0
[[ $(kinds residual) == "residual-3 residual-5 taken residual-"? ]] || fail "residual: $(kinds residual)"
[[ $(searches residual) == 2 ]] || fail "$(searches residual) searches for the components of two sizes and a last training"
ls "$work"/residual/checkpoints/code_{3,5} >/dev/null || fail "no checkpoints by size of the code"

call 1 alone train --set train.reproducible=true
[[ $(kinds alone) == "manifold-3 manifold-5 taken "* ]] || fail "alone: $(kinds alone)"
grep -q 'no residual network beside the manifold: .*train.reproducible' "$work/alone/log.txt" || fail "why is not said"
call 1 few train --set cohort.validation=0.1
[[ $(kinds few) == "manifold-3 manifold-5 taken "* ]] || fail "few: $(kinds few)"
grep -q 'no residual network beside the manifold: too few validation samples' "$work/few/log.txt" || fail "why is not said"
call 1 small train --set cohort.heldout=0.85 --set cohort.validation=0.05 --set 'model.code=[16, 32, 64]'
[[ $(kinds small) == "manifold-4 manifold-8"*" taken "* ]] || fail "small: $(kinds small)"
call 1 diverges train --set train.noise=gaussian --set train.noise_level=1e38
grep -q 'the residual network is left out: training diverged' "$work/out" || fail "divergence: $(cat "$work/out")"
echo "$of_one"

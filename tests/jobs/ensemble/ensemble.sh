#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run.seeds: members side by side on parts of the ranks or in turn give the same tables, a manifold's members are fitted on
# other donors, what is done is kept, a member that fails leaves the others alone, and a table is what NumPy makes of those of
# the members.
set -u
program=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $*"; exit 1; }

python=
for one in python3 /usr/bin/python3; do
  "$one" -c 'import h5py' 2>/dev/null && python=$one && break
done
[ -n "$python" ] || { echo "skipped: Python has no h5py"; exit 77; }
"$program" simulate --out "$work/cohort" --samples 240 --genes 300 --quiet || fail "cannot simulate"
# job DIRECTORY SETTINGS: the job with these lines in [model].
job() {
  cat <<TOML
preset = "dwivedi2020"
[run]
directory = "$work/$1"
seeds = 3
[cohort]
inputs = ["$work/cohort/cohort.h5"]
annotation = "$work/cohort/annotation.tsv"
[model]
$2
[train]
epochs = 20
rate = 3e-3
batch = 32
reproducible = true
[interactome]
edges = "$work/cohort/interactome.tsv"
null_sets = 50
top = [20]
[structure]
permutations = 20
[modules]
gene_sets = ["$work/cohort/gene_sets.gmt"]
permutations = 100
max_permutations = 100
[[modules.contrast]]
name = "c"
cases = "status=case"
controls = "status=control"
TOML
}
network='widths = [12]
hidden = "elu"
output = "linear"
init = "pca"'
manifold='kind = "manifold"
code = [4]
turns = 1'
tables=(stability consensus consensus_genes modules_ensemble interactome_ensemble structure_ensemble reconstruction_ensemble)

# run RANKS DIRECTORY SETTINGS
run() {
  job "$2" "$3" >"$work/$2.toml"
  mpirun -n "$1" "$program" run "$work/$2.toml" --quiet >"$work/$2.out" 2>"$work/$2.err"
}
same() {
  for table in "${tables[@]}"; do
    cmp "$work/$1/$table.tsv" "$work/$2/$table.tsv" || fail "$table.tsv of $1 and $2"
  done
  cmp "$work/$1/consensus.gmt" "$work/$2/consensus.gmt" || fail "consensus.gmt of $1 and $2"
}

for ranks in 1 2 3; do
  run $ranks "network$ranks" "$network" || fail "network on $ranks ranks: $(cat "$work/network$ranks.err")"
done
same network1 network2
same network1 network3
[ "$(wc -l <"$work/network1/consensus.tsv")" -gt 4 ] || fail "networks that begin with PCA have programs in common"
awk -F'\t' 'NR > 1 && $10 != "NA" && $11 <= 1 { named = 1 } END { exit !named }' "$work/network1/consensus.tsv" ||
  fail "no program has a name"
[ ! -e "$work/network1/members/01" ] || fail "the first network of an ensemble is the run itself"
[ -L "$work/network1/members/02/cohort.h5" ] || fail "the cohort is shared"

for ranks in 1 2; do
  run $ranks "manifold$ranks" "$manifold" || fail "manifold on $ranks ranks: $(cat "$work/manifold$ranks.err")"
done
same manifold1 manifold2
[ -d "$work/manifold1/members/01" ] || fail "every member of a manifold's ensemble is a resampling"

"$python" - "$work/manifold1" <<'PYTHON' || fail "not what the members say"
import csv, math, sys
from collections import defaultdict
import h5py
run = sys.argv[1]
def rows(path):
    with open(path) as file:
        return list(csv.DictReader(file, delimiter="\t"))
members = [f"{run}/members/{m:02}" for m in (1, 2, 3)]
parts = [h5py.File(f"{m}/model.h5")["samples/part"][:] for m in [run, *members]]
for part in parts[1:]:  # a fifth of those that are fitted is left out, and nobody of the test part comes in
    assert set((parts[0] == 2).nonzero()[0]) <= set((part == 2).nonzero()[0])
    share = (part != 2).sum() / (parts[0] != 2).sum()
    assert 0.7 < share < 0.85, share
assert len({tuple(part) for part in parts}) == 4
p = defaultdict(list)
for member in members:
    for row in rows(f"{member}/modules.tsv"):
        p[tuple(row[k] for k in ("contrast", "layer", "route", "list", "set"))].append(float(row["p_permutation"]))
def cauchy(values):
    mean = sum(math.tan((0.5 - min(v, 0.99)) * math.pi) for v in values) / len(values)
    return 0.5 - math.atan(mean) / math.pi
table = rows(f"{run}/modules_ensemble.tsv")
assert len(table) == len(p)
for row in table:
    of_members = p[tuple(row[k] for k in ("contrast", "layer", "route", "list", "set"))]
    assert len(of_members) == 3 == int(row["members"])
    assert math.isclose(float(row["p_permutation"]), cauchy(of_members), rel_tol=1e-4), row
PYTHON

# What is done is kept; a member that is gone is made again, and alone.
rm -rf "$work/network2/members/03" "$work/network2/stability.tsv"
cp "$work/network2/members/02/model.h5" "$work/second.h5"
run 2 network2 "$network" || fail "again: $(cat "$work/network2.err")"
same network1 network2
cmp "$work/second.h5" "$work/network2/members/02/model.h5" || fail "a member that was done is trained again"
grep -q "train: kept" "$work/network2/members/02/log.txt" || fail "the log of a kept member"

# A member whose directory cannot be made fails; the others go on. With two left there is an ensemble, with one there is none.
rm -rf "$work/network3/members/02" "$work/network3/stability.tsv"
touch "$work/network3/members/02"
run 2 network3 "$network" || fail "one failing member: $(cat "$work/network3.err")"
[ "$(awk -F'\t' '$1 == "nodes" { print $3 }' "$work/network3/stability.tsv")" = 2 ] || fail "two members are left"
cut -f 9 "$work/network3/consensus.tsv" | grep -q ' 3:' || fail "the third member keeps its number"
cut -f 9 "$work/network3/consensus.tsv" | grep -q ' 2:' && fail "the member that failed is in no program"
# The next start tries it again, though nothing else is to be done.
rm "$work/network3/members/02"
mpirun -n 2 "$program" run "$work/network3.toml" >/dev/null 2>"$work/err" || fail "the failed member again: $(cat "$work/err")"
grep -q 'ensemble: member 2 failed: tried again' "$work/err" || fail "not tried again: $(cat "$work/err")"
same network1 network3
mpirun -n 2 "$program" run "$work/network3.toml" >/dev/null 2>"$work/err" || fail "kept: $(cat "$work/err")"
grep -q 'ensemble: kept, nothing changed' "$work/err" || fail "an ensemble without failures is kept: $(cat "$work/err")"
rm -rf "$work/network3/members/02" "$work/network3/members/03" "$work/network3/stability.tsv"
touch "$work/network3/members/02" "$work/network3/members/03"
run 2 network3 "$network"
[ $? = 1 ] || fail "an ensemble of one"
[ "$(grep -c '^lampyris: ' "$work/network3.err")" = 1 ] || fail "one line: $(cat "$work/network3.err")"
[ ! -e "$work/network3/stability.tsv" ] || fail "a table of one member"

# Fewer seeds ask for no ensemble: its tables are gone.
mpirun -n 2 "$program" run "$work/network2.toml" --set run.seeds=1 --quiet >/dev/null 2>"$work/err" || fail "$(cat "$work/err")"
[ ! -e "$work/network2/stability.tsv" ] || fail "a table that is not asked for any more"
grep -q 'members/02, 03: of an earlier run.seeds or model.kind, in no table: kept' "$work/network2/log.txt" ||
  fail "members that are left over are not said"
[ -s "$work/network2/members/03/model.h5" ] || fail "a member that is left over is lost"

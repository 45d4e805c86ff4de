#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# `lampyris pca` end to end: the same components from 1 and 3 ranks, exact and randomised, against scikit-learn where
# Python has it; and one clear line, its exit code and no file for what cannot be done.
set -u
program=$1
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failures=0
fail() { echo "FAILED: $*"; failures=$((failures + 1)); }

mpirun -n 1 "$program" simulate --out cohort --samples 130 --genes 200 --programs 12 --classes 3 --quiet || exit 1
for method in exact randomised; do
  for ranks in 1 3; do
    mpirun -n $ranks "$program" pca cohort/cohort.h5 --components 6 --method $method --scale zscore \
      --out $method$ranks.h5 --quiet >$method$ranks.txt || fail "$method on $ranks ranks"
    grep -q "6 components of 130 samples × 200 genes, $method, scale zscore" $method$ranks.txt ||
      fail "$method on $ranks ranks says: $(cat $method$ranks.txt)"
    grep -qE '^cumulative explained variance: 1: 0\.[0-9]{4}, 2: .*, 6: 0\.[0-9]{4}$' $method$ranks.txt ||
      fail "no explained variance in: $(cat $method$ranks.txt)"
  done
done
for dataset in components scores explained_variance mean; do
  h5diff -d 2e-5 exact1.h5 exact3.h5 /$dataset >/dev/null || fail "exact: $dataset differs on 3 ranks"
  h5diff randomised1.h5 randomised3.h5 /$dataset >/dev/null || fail "randomised: $dataset differs on 3 ranks"
done
for method in exact randomised; do
  h5diff ${method}1.h5 ${method}3.h5 /samples/id >/dev/null || fail "$method: other samples on 3 ranks"
done

if /usr/bin/python3 -c 'import sklearn, h5py' 2>/dev/null; then
  for file in exact1 exact3 randomised1 randomised3; do
    /usr/bin/python3 "$here/check_pca.py" cohort/cohort.h5 $file.h5 || fail "$file.h5 is not scikit-learn's"
  done
else
  echo "not compared with scikit-learn: python3-sklearn or python3-h5py is not there"
fi

# expect CODE TEXT ARGUMENTS…
expect() {
  local code=$1 text=$2 errors status
  shift 2
  errors=$("$program" pca "$@" --quiet 2>&1 >/dev/null)
  status=$?
  if [ $status != "$code" ] || [ "$(grep -c . <<<"$errors")" != 1 ] || ! grep -qF -- "$text" <<<"$errors"; then
    fail "pca $*: due: exit $code and one line with: $text; got: exit $status: $errors"
  fi
  if [ -n "$(find . -name '*.partial')" ] || [ -e bad.h5 ]; then fail "pca $*: left a file"; fi
}
good=cohort/cohort.h5
expect 3 'nowhere.h5: no such file' nowhere.h5 --components 3 --out bad.h5
expect 3 'not an HDF5 file' cohort/truth.tsv --components 3 --out bad.h5
expect 3 'not a cohort' exact1.h5 --components 3 --out bad.h5
expect 3 'cannot write' $good --components 3 --out no/such/bad.h5
expect 3 'cannot write' $good --components 3 --out cohort
expect 2 '--components' $good --components 0 --out bad.h5
expect 2 '--components' $good --components -4 --out bad.h5
expect 2 '--components' $good --out bad.h5
expect 2 '--out' $good --components 3
expect 2 'the input itself' $good --components 3 --out $good
expect 2 '{auto,exact,randomised}' $good --components 3 --out bad.h5 --method fast
expect 2 '--scale' $good --components 3 --out bad.h5 --scale log
for tolerance in -1 0 1.5 nan; do
  expect 2 '--tolerance' $good --components 3 --out bad.h5 --tolerance $tolerance
done
"$program" pca $good --components 999 --out cut.h5 2>said.txt >/dev/null || fail "more components than the rank"
grep -q 'pca: 129 components instead of 999: the rank of 130 samples × 200 genes' said.txt ||
  fail "no notice that components were cut: $(cat said.txt)"
"$program" pca --help | grep -q 'mpirun -n 8 lampyris pca' || fail "no example in --help"

[ $failures = 0 ]

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every format of io/expression, through the program, on 1 and 3 ranks: files that anndata and h5py write
# here, and, where they are, files of other programs; each compared with an independent reading in Python.
set -u
program=$1
data=${LAMPYRIS_TEST_DATA:-$2}/formats
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
python=/usr/bin/python3
if ! $python -c 'import h5py, numpy' 2>/dev/null; then
  echo "skipped: python3-h5py and python3-numpy are not there"
  exit 77
fi
$python "$here/check_formats.py" "$program" "$data"

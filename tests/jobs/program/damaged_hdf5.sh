#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# damaged_hdf5.sh PROGRAM: LAMPYRIS_DAMAGES files (40) with bytes of another value are read, or refused with a line.
set -u
here=$(cd "$(dirname "$0")" && pwd)
python=/usr/bin/python3  # Debian's own has Debian's h5py
[ -x $python ] || python=python3
$python -c 'import h5py' 2>/dev/null || { echo "skipped: Python has no h5py"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
$python "$here/damaged_hdf5.py" "$1" "${LAMPYRIS_DAMAGES:-40}" "${LAMPYRIS_SEED:-1}"

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A cohort exported as .h5ad opens in anndata with its values, obs and var, from 1 and 3 ranks.
set -eu
program=$1
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
/usr/bin/python3 "$here/check_export.py" "$program" "$here/../../../docs/files.md"

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Exported models give the program's codes and reconstructions to 1e-5: ONNX in onnxruntime-node, with steps of preprocessing
# and without, of networks, residual networks and a manifold; .npz by formulae in NumPy. And what cannot be exported is refused.
# Exit code 77, "skipped" for ctest, where there is no NumPy.
set -u
program=$1 passed_values=$2
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
runtime=$("$here/install_onnxruntime.sh" --look) && command -v node >/dev/null || runtime=
/usr/bin/python3 "$here/check_exported_model.py" "$program" "$passed_values" "$runtime" "$here/run_onnx.mjs"

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Puts the pinned onnxruntime-node, with its build for the processor, into a cache outside the source tree and prints its
# folder. With --look it installs nothing, and exits 1 where the cache has none.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
version=$(sed -n 's/.*"onnxruntime-node": "\([0-9.]*\)".*/\1/p' "$here/onnxruntime/package.json")
cache=${LAMPYRIS_TEST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/lampyris}/onnxruntime-node-$version
binding=$cache/node_modules/onnxruntime-node/bin

if [ ! -d "$binding" ]; then
  [ "${1:-}" != --look ] || exit 1
  making=$(mktemp -d "$(mkdir -p "$(dirname "$cache")" && echo "$cache").XXXXXX")
  trap 'rm -rf "$making"' EXIT
  cp "$here"/onnxruntime/package*.json "$making"
  # Its script would fetch CUDA.
  npm ci --prefix "$making" --ignore-scripts --no-audit --no-fund --loglevel=error \
    --fetch-retries=1 --fetch-timeout=60000 >&2
  rm -rf "$making/node_modules/onnxruntime-node/bin/napi-v3"/{darwin,win32}
  rm -rf "$cache"
  mv "$making" "$cache"
fi
echo "$cache"

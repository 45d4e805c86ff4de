#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Called by conda build, which sets PREFIX, SRC_DIR and CPU_COUNT.
set -euo pipefail
# shellcheck disable=SC2086  # CMAKE_ARGS is a list
cmake -S "$SRC_DIR" -B build/conda -G Ninja ${CMAKE_ARGS:-} -DCMAKE_BUILD_TYPE=Release -DCMAKE_UNITY_BUILD=ON \
  -DLAMPYRIS_TESTS=OFF -DCMAKE_INSTALL_PREFIX="$PREFIX"
cmake --build build/conda -j "${CPU_COUNT:-2}"
cmake --install build/conda

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing, builds program and tests, and runs every test; the unit tests once more under
# AddressSanitizer and UndefinedBehaviorSanitizer. Arguments go to ctest, e.g.  tests/run.sh -R interactome; without any,
# every reader is fuzzed for 20 seconds, too.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bash jobs/setup.sh --tests
. jobs/environment.sh

sanitized=fuzz  # clang, with the harnesses
if ! command -v clang++ >/dev/null; then
  echo "no clang: the readers are not fuzzed"
  sanitized=dev
fi
cmake --preset "$sanitized" >/dev/null
cmake --build --preset "$sanitized" --target lampyris_unit_tests
ctest --preset "$sanitized" -L unit -j "$(nproc)" "$@"
if [ "$#" = 0 ] && [ "$sanitized" = fuzz ]; then
  bash tests/fuzz/run.sh 20
  python3 tests/fuzz/read_rest.py build/fuzz
fi

cmake --preset release -DLAMPYRIS_TESTS=ON -DLAMPYRIS_WERROR=ON >/dev/null
cmake --build --preset release
ctest --preset release -j "$(($(nproc) + 1))" "$@"  # see tests/jobs/CMakeLists.txt

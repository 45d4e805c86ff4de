#!/usr/bin/env bash
# Installs what is missing, builds program and tests, and runs every test; then the unit tests once more under
# AddressSanitizer and UndefinedBehaviorSanitizer. Arguments go to ctest, e.g.  tests/run.sh -R interactome; without any,
# every reader is fuzzed for 20 seconds, too.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bash jobs/setup.sh --tests
. jobs/environment.sh

cmake --preset dev >/dev/null
cmake --build --preset dev --target lampyris_unit_tests
ctest --preset dev -L unit -j "$(nproc)" "$@"

cmake --preset release -DLAMPYRIS_TESTS=ON >/dev/null
cmake --build --preset release
ctest --preset release -j "$(nproc)" "$@"

[ "$#" -gt 0 ] || bash tests/fuzz/run.sh 20

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# clang-tidy over every source file of the program, warnings as errors.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
cmake --preset dev >/dev/null  # release compiles several sources as one, which clang-tidy cannot take apart
cmake --build --preset dev --target lampyris_commit >/dev/null  # a header that is made
git ls-files 'src/*.cpp' 'mpi/*.cpp' 'io/*.cpp' 'jobs/*.cpp' | xargs -P "$(nproc)" -n 4 clang-tidy -p build/dev --quiet \
  --extra-arg=-Wno-unknown-warning-option "$@"  # some warnings that g++ is told of, clang does not know

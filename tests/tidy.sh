#!/usr/bin/env bash
# clang-tidy over every source file of the program, warnings as errors. Needs a configured build/release.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
git ls-files 'src/*.cpp' 'mpi/*.cpp' 'io/*.cpp' 'jobs/*.cpp' | xargs -P "$(nproc)" -n 4 clang-tidy -p build/release --quiet "$@"

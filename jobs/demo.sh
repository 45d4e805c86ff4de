#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# From a bare machine to disease modules: installs what is missing, builds, simulates a cohort with known gene programs,
# runs every stage on this machine's cores, and says whether the programs and the disease sets were found.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bash jobs/setup.sh
. jobs/environment.sh

cmake --preset release -DLAMPYRIS_TESTS=OFF >/dev/null
cmake --build --preset release --target lampyris

ranks=$(nproc)
[ "$ranks" -le 8 ] || ranks=8
mpirun -n "$ranks" build/release/lampyris simulate --out runs/demo_cohort --samples 1000 --genes 1000 --seed 1
mpirun -n "$ranks" build/release/lampyris run jobs/demo.toml "$@"

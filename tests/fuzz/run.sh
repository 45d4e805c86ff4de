#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the harnesses and runs each over its corpus for so many seconds:  tests/fuzz/run.sh 20 [NAME ...]
# Two run at a time; FUZZ_JOBS changes that. The same inputs come each time, so that a build does not fail by chance: to look
# further set FUZZ_SEED, 0 for another start each time. New inputs and those that fail stay in build/fuzz/found/NAME.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
seconds=${1:?seconds for each harness}
shift
. jobs/environment.sh
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz --target lampyris_fuzz

names=("$@")
if [ "${#names[@]}" = 0 ]; then
  names=(tests/fuzz/*_fuzz.cpp)
  names=("${names[@]##*/}")
  names=("${names[@]%_fuzz.cpp}")
fi

fuzz_one() {
  local name=$1 found=build/fuzz/found/$1
  mkdir -p "$found"
  # A reader that takes 5 s, 1 GiB at once or 2 GiB for a file of 4 KiB is at fault.
  if build/fuzz/tests/fuzz/"fuzz_$name" -max_total_time="$2" -timeout=5 -rss_limit_mb=2048 -malloc_limit_mb=1024 \
      -max_len=4096 -seed="${FUZZ_SEED:-1}" \
      -dict=tests/fuzz/"$(dictionary "$name")" -artifact_prefix="$found/bad-" -print_final_stats=1 \
      -verbosity=1 "$found" "tests/fuzz/corpus/$name" >"$found.log" 2>&1; then
    echo "fuzz $name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$found.log") runs"
  else
    echo "fuzz $name failed:"
    tail -n 40 "$found.log"
    return 1
  fi
}

dictionary() {
  case $1 in
    sources | products) echo hdf5.dict ;;
    *) echo text.dict ;;
  esac
}

export -f fuzz_one dictionary
printf '%s\n' "${names[@]}" | xargs -P "${FUZZ_JOBS:-2}" -I{} bash -c 'fuzz_one "$@"' _ {} "$seconds"

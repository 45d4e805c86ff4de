#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What one rank throws ends the job in seconds, with its message, once, and its exit code.
set -u
probe=$1
fail() { echo "FAILED: $*"; exit 1; }

for failing in 0 2 -1; do
  start=$(date +%s)
  errors=$(timeout 30 mpirun -n 4 "$probe" $failing 2>&1)
  code=$?
  seconds=$(($(date +%s) - start))
  [ $code = 3 ] || fail "rank $failing throws: exit code $code, due 3"
  [ $seconds -le 10 ] || fail "rank $failing throws: the job took $seconds s to end"
  count=$(grep -c 'the disk is on fire' <<<"$errors")
  [ "$count" = 1 ] || fail "rank $failing throws: the message came $count times: $errors"
  [ $failing != 2 ] || grep -q '^lampyris: \[rank 2\] the disk is on fire$' <<<"$errors" || fail "no rank named: $errors"
done
echo "one failing rank ended the job each time"

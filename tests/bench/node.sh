#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs a command on a node of scaling.py: node.sh NODE COMMAND …, joined as ssh joins it, so that Open MPI starts its
# daemons through it. A node is a network namespace; its hostname, hosts and /dev/shm belong to the command and go with it.
set -euo pipefail
node=$1
shift
# shellcheck disable=SC2016  # the inner shell is to expand them
exec nsenter --net="/run/netns/$node" unshare --uts --mount --propagation private bash -euc '
  hostname "$0"
  mount --bind "$SCALING_HOSTS" /etc/hosts
  mount -t tmpfs tmpfs /dev/shm
  exec bash -c "$*"' "$node" "$@"

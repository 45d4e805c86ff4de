#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# enter.sh COMMAND…: runs a command in a machine of its own: its network, processes, mounts and host name are seen by nobody
# else, and all that it starts ends with it. /run/lab is its disk, the one that virtual hosts share. Needs root; 77 and a
# reason where there is none, or where namespaces are forbidden.
set -eu
skip() {
  echo "skipped: $*"
  exit 77
}
[ "$(id -u)" = 0 ] || skip "virtual hosts need root"
for tool in unshare nsenter ip mount timeout; do
  command -v "$tool" >/dev/null || skip "$tool is not there (Debian: util-linux, iproute2)"
done
timeout 10 unshare --net --mount --pid --uts --fork --kill-child --mount-proc true 2>/dev/null ||
  skip "namespaces are forbidden here"
timeout 10 unshare --net bash -c 'ip link add lab0 type bridge && ip link add lab1 type veth peer name lab2' 2>/dev/null ||
  skip "this kernel makes no bridge or no pair of links"
# shellcheck disable=SC2016  # $0 and $@ are those of the inner shell
exec unshare --net --mount --pid --uts --fork --kill-child --propagation private --mount-proc bash -euc '
  hostname lab
  mount -t tmpfs -o mode=755 tmpfs /run
  mkdir -p /run/lab /run/netns
  ip link set lo up
  exec "$@"' enter "$@"

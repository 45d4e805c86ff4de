# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Sourced inside of enter.sh: virtual hosts n1…nN with a network, host name, /tmp and /dev/shm of their own, on one bridge. Only
# /run/lab is the same everywhere, as a parallel file system would be.

LAB=/run/lab
BRIDGE=10.79.0.254

# hosts_up N
hosts_up() {
  local i
  ip link add br0 type bridge
  ip addr add $BRIDGE/24 dev br0
  ip link set br0 up
  {
    echo "127.0.0.1 localhost"
    echo "$BRIDGE lab"
    for i in $(seq "$1"); do echo "10.79.0.$i n$i"; done
  } >$LAB/hosts
  mount --bind $LAB/hosts /etc/hosts
  for i in $(seq "$1"); do
    ip netns add "n$i"
    ip link add "to_n$i" type veth peer name eth0 netns "n$i"
    ip link set "to_n$i" master br0 up
    ip -n "n$i" link set lo up
    ip -n "n$i" addr add "10.79.0.$i/24" dev eth0
    ip -n "n$i" link set eth0 up
    mkdir -p "$LAB/disk/n$i"
    chmod 1777 "$LAB/disk/n$i"
  done
}

# on_host HOST COMMAND…: runs a command there.
on_host() {
  local host=$1
  shift
  # shellcheck disable=SC2016  # for the inner shell
  nsenter --net="/run/netns/$host" unshare --mount --uts --propagation private bash -c '
    hostname "$0"
    mount -t tmpfs tmpfs /dev/shm
    mount --bind "/run/lab/disk/$0" /tmp
    cd /run/lab
    exec "$@"' "$host" "$@"
}

# Cuts a host off without a word to anybody, as a pulled plug does; mends it again.
cut_link() { ip link set "to_$1" nomaster; }
mend_link() { ip link set "to_$1" master br0; }

# pids_on HOST PATTERN: processes of that host whose command line has the pattern.
pids_on() {
  local pid
  for pid in $(ip netns pids "$1"); do
    tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -q -- "$2" && echo "$pid"
  done
  return 0
}

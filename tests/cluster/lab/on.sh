#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# on.sh HOST COMMANDLINE: the agent that Open MPI starts its daemons with on virtual hosts (plm_rsh_agent), in place of ssh.
. "$(dirname "$0")/hosts.sh"
host=$1
shift
on_host "$host" bash -c "$*"

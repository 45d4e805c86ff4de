# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Sourced after hosts.sh: an sshd on virtual hosts, with keys, a configuration and a port of its own. Those of the machine are
# neither read nor changed; all of it ends with the namespace.
SSH_KEYS=$LAB/ssh

sshd_is_there() { command -v sshd >/dev/null && command -v ssh-keygen >/dev/null; }

# sshd_up N: on hosts n1…nN.
sshd_up() {
  local i
  mkdir -p /run/sshd
  mkdir -m 700 "$SSH_KEYS"
  ssh-keygen -q -t ed25519 -N '' -f "$SSH_KEYS/host"
  ssh-keygen -q -t ed25519 -N '' -f "$SSH_KEYS/user"
  cat >"$SSH_KEYS/sshd_config" <<CONF
Port 2222
HostKey $SSH_KEYS/host
AuthorizedKeysFile $SSH_KEYS/user.pub
PermitRootLogin prohibit-password
PasswordAuthentication no
StrictModes no
UsePAM no
PidFile none
CONF
  cat >"$SSH_KEYS/config" <<CONF
Port 2222
IdentityFile $SSH_KEYS/user
IdentitiesOnly yes
BatchMode yes
StrictHostKeyChecking no
UserKnownHostsFile /dev/null
LogLevel ERROR
CONF
  for i in $(seq "$1"); do on_host "n$i" "$(command -v sshd)" -f "$SSH_KEYS/sshd_config" -E "$LAB/sshd.n$i.log"; done
}

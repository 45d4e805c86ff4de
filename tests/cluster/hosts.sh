#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# hosts.sh PROGRAM ROOT, inside of lab/enter.sh: mpirun over TCP on three hosts. They give the losses of one host, with
# train.reproducible its bits, through ssh as through an agent; and a link that is cut in the middle of training ends
# the job.
set -u
. "$2/tests/cluster/lab/scene.sh"
. "$2/tests/cluster/lab/ssh.sh"
install_program
small_job job 30
hosts_up 3
limit=20 # seconds until a job whose link is cut has ended

over_hosts=(mpirun -n 3 --host 'n1,n2,n3' --mca btl_tcp_if_include eth0 --mca oob_tcp_keepalive_time 5
  --mca oob_tcp_keepalive_intvl 2 --mca oob_tcp_keepalive_probes 3)
by_agent=(--mca plm_rsh_agent "$ROOT/tests/cluster/lab/on.sh")

# trained NAME LAUNCHER… -- OPTION…
trained() {
  local name=$1 launcher=()
  shift
  while [ "$1" != -- ]; do
    launcher+=("$1")
    shift
  done
  shift
  "${launcher[@]}" "$lampyris" import job.toml --set run.directory="runs/$name" --quiet >"$name.log" 2>&1 || fail "$name: import"
  "${launcher[@]}" "$lampyris" train job.toml --set run.directory="runs/$name" --threads 1 --quiet "$@" >>"$name.log" 2>&1 ||
    fail "$name: train"
}

same_losses_and_bits() {
  local grid
  for grid in 3x1 1x3; do
    trained "one_$grid" mpirun -n 3 -- --grid $grid
    trained "three_$grid" "${over_hosts[@]}" "${by_agent[@]}" -- --grid $grid
    alike "three_$grid" "one_$grid" || fail "grid $grid: the losses of three hosts are not those of one"
    echo "$SECONDS s: grid $grid: three hosts have the losses of one"
  done
  trained one mpirun -n 1 -- --set train.reproducible=true
  trained three "${over_hosts[@]}" "${by_agent[@]}" -- --set train.reproducible=true
  same_model three one
  echo "$SECONDS s: reproducible: three hosts have the bits of one rank"
}

# Sums between hosts are made in another order, so that last digits of f32 differ.
alike() {
  paste <(cut -f1,2,5-7 "runs/$1/metrics.tsv") <(cut -f1,2,5-7 "runs/$2/metrics.tsv") | awk -v name="$1" '
    NR > 1 {
      if ($1 != $6 || $2 != $7) exit bad = 1
      for (i = 3; i <= 5; i++) { d = $i - $(i + 5); d = d < 0 ? -d : d; if (d > worst) worst = d; if (!(d <= 1e-3)) exit bad = 1 }
    }
    END { print "  " name ": " NR - 1 " epochs, largest difference of loss and R² " worst + 0; exit bad || NR < 2 }'
}

# mpirun starts its daemons through ssh, as on hosts without a batch system.
through_ssh() {
  if ! sshd_is_there; then
    echo "not tried: hosts through ssh (Debian: openssh-server)"
    return
  fi
  sshd_up 3
  "$lampyris" import job.toml --set run.directory=runs/ssh --quiet >ssh.log 2>&1 || fail "ssh: import"
  "${over_hosts[@]}" --mca plm_rsh_agent "ssh -F $SSH_KEYS/config" "$lampyris" train job.toml --set run.directory=runs/ssh --threads 1 --quiet \
    --grid 3x1 >>ssh.log 2>&1 || fail "ssh: train"
  same_losses ssh three_3x1
  echo "$SECONDS s: through ssh: the losses of three hosts"
}

link_cut() {
  "${over_hosts[@]}" "${by_agent[@]}" "$lampyris" import job.toml --set run.directory=runs/cut --quiet >cut.log 2>&1 || fail "cut: import"
  "${over_hosts[@]}" "${by_agent[@]}" "$lampyris" train job.toml --set run.directory=runs/cut --set train.epochs=1000000 --threads 1 \
    >>cut.log 2>&1 &
  local mpirun=$!
  await 20 "training" epochs_done cut 30 || fail "does not train"
  sleep 1
  cut_link n3
  await $limit "the link is cut: mpirun has ended" has_ended $mpirun || fail "still there $limit s after the cut"
  wait $mpirun && fail "exit code 0"
  await 10 "no rank is left" no_ranks || fail "ranks are left"
}
has_ended() { ! kill -0 "$1" 2>/dev/null; }
no_ranks() { [ -z "$(pids_on n1 "^$lampyris train")$(pids_on n2 "^$lampyris train")" ]; }

same_losses_and_bits
through_ssh
link_cut
echo "ended after $SECONDS s"

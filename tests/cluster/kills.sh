#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# kills.sh PROGRAM ROOT, inside of lab/enter.sh: a random rank is killed at a random moment of training, again and again; each
# time the same command goes on, and the model in the end is that of a run without interruption. 8 kills, or 50 with
# LAMPYRIS_CLUSTER_FULL=1.
set -u
. "$2/tests/cluster/lab/scene.sh"
kills=8
[ -z "${LAMPYRIS_CLUSTER_FULL:-}" ] || kills=50
install_program
seed=${LAMPYRIS_CLUSTER_SEED:-$(date +%s)}
RANDOM=$seed
echo "seed $seed (LAMPYRIS_CLUSTER_SEED)"
epochs=$((kills * 120))
whole_run whole $epochs 2
small_job killed $epochs
mpirun -n 2 "$lampyris" import killed.toml --quiet >/dev/null || fail "import"

has_ended() { ! kill -0 "$1" 2>/dev/null; }
ranks_run() { pgrep -f "^$lampyris train"; }
done_kills=0
longest=0
stuck=0
while [ ! -s runs/killed/model.h5 ]; do
  mpirun -n 2 "$lampyris" train killed.toml --threads 1 --set train.checkpoint_minutes=0.002 --quiet >>killed.log 2>&1 &
  job=$!
  if [ "$done_kills" -lt "$kills" ]; then
    await 20 "ranks" ranks_run >/dev/null || fail "no ranks"
    moment=$((RANDOM % 1200)) # ms: starting, loading, training or saving
    sleep "$(printf '%d.%03d' $((moment / 1000)) $((moment % 1000)))"
    mapfile -t ranks < <(pgrep -f "^$lampyris train")
    if [ "${#ranks[@]}" -gt 0 ]; then
      kill -KILL "${ranks[RANDOM % ${#ranks[@]}]}"
      done_kills=$((done_kills + 1))
      if ! await 20 "kill $done_kills: the job has ended" has_ended $job; then
        # Seen twice in 61 kills, with "PMIX ERROR: UNREACHABLE" before: all ranks are gone and mpirun 4.1.4 waits.
        ranks_run && fail "ranks are left: $(ps -o pid,ppid,stat,wchan:24,args -p "$(pgrep -d, -f 'mpirun|lampyris')")"
        stuck=$((stuck + 1))
        kill -KILL $job
        took=0
      fi
      [ "$took" -le "$longest" ] || longest=$took
    fi
  fi
  wait $job
done
[ $((2 * done_kills)) -ge "$kills" ] || fail "only $done_kills kills: training was over before"
same_model killed whole
echo "$done_kills kills, the same model; a job ended at most $((longest / 10)).$((longest % 10)) s after its rank;" \
  "mpirun had to be ended $stuck times; $SECONDS s"

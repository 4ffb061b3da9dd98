#!/usr/bin/env bash
# A batch as a job array of a real Slurm: examples/slurm-array.sh on a private controller and node on loopback, two tasks at once.
. "$(dirname "$0")/support/script.sh"

for tool in munged slurmctld slurmd sbatch squeue scontrol; do
  PATH="$PATH:/usr/sbin:/sbin" command -v "$tool" >/dev/null || skip_all "Slurm: '$tool' is missing; apt-get install slurm-wlm"
done
PATH="$PATH:/usr/sbin:/sbin"

# free_port: one that nobody listens on.
free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 10000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}

# stop NAME: ends a daemon that this script started.
stop() {
  local pid
  pid="$(cat "$work/$1.pid" 2>/dev/null)" || return 0
  kill "$pid" 2>/dev/null
  for _ in {1..50}; do kill -0 "$pid" 2>/dev/null || return 0; sleep 0.1; done
  kill -9 "$pid" 2>/dev/null
}

start_slurm() {
  local host
  host="$(hostname -s)"
  chmod 711 "$work"
  mkdir -m 700 "$work/munge" && mkdir "$work/state" "$work/spool"
  (umask 077 && head -c 1024 /dev/urandom >"$work/munge/key")
  munged --force --key-file="$work/munge/key" --socket="$work/munge.socket" --pid-file="$work/munged.pid" \
    --log-file="$work/munge/log" --seed-file="$work/munge/seed" >"$work/munge/out" 2>&1 || return
  at_exit stop munged
  cat >"$work/slurm.conf" <<CONF
ClusterName=istyle
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$(free_port)
SlurmdPort=$(free_port)
AuthType=auth/munge
AuthInfo=socket=$work/munge.socket
CredType=cred/munge
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.log
SlurmdParameters=config_overrides
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/builtin
ReturnToService=2
KillWait=20
MpiDefault=none
NodeName=$host NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
  export SLURM_CONF="$work/slurm.conf"
  slurmctld || return
  at_exit stop slurmctld
  slurmd || return
  at_exit stop slurmd
  await is_idle
}
is_idle() { [ "$(sinfo -h -o %T)" = idle ]; }

# array ARGUMENT...: submits the example as an array of two tasks, fast to notice them together, and waits for the end.
array() {
  local job running
  : >"$work/together"
  rm -f "$work"/log-*
job="$(cd "$work" && ISTYLE="$work/istyle" sbatch --parsable \
    --array=0-1 --cpus-per-task=1 --output="$work/log-%a" "$root/examples/slurm-array.sh" "$@")" || return
  while running="$(squeue -h -r -j "$job" -o %T 2>/dev/null)" && [ -n "$running" ]; do
    [ "$(grep -c RUNNING <<<"$running")" = 2 ] && echo yes >"$work/together"
    sleep 0.1
  done
}

log_has() { grep -qF -- "$2" "$work/log-$1"; }
each_once() { [ "$(sed 's/.*"output":"\([^"]*\)".*/\1/' "$work/out/results.jsonl" | sort | uniq -c | awk '$1 != 1' | wc -l)" = 0 ]; }
made() { grep -c '"outcome":"Made"' "$work/out/results.jsonl"; }

start_slurm || skip_all "Slurm does not start here: $(tail -qn 1 "$work/munge/out" "$work"/slurm*.log 2>/dev/null | tail -n 1)"

printf '#!/usr/bin/env bash\nexec dotnet %q "$@"\n' "$program" >"$work/istyle"
chmod +x "$work/istyle"
echo "no picture" >"$work/bad.png"
for i in 1 2 3 4 5 6; do
  file="$photo"
  [ "$i" = 3 ] && file="$work/bad.png"
  echo "{\"photo\": \"$file\", \"painting\": \"$painting\", \"output\": \"$i.png\", \"seed\": $i, \"init\": \"noise\"}" >>"$work/jobs.jsonl"
done

array jobs.jsonl -o out --size 64 -n 3 --backend simd
check "two tasks run at once" grep -q yes "$work/together"
check "task 0 is shard 1/2 and says why" log_has 0 "shard 1/2 (Slurm array task 0): 3 of 6 pictures"
check "task 1 is shard 2/2 and says why" log_has 1 "shard 2/2 (Slurm array task 1): 3 of 6 pictures"
check "a failed picture costs one line" log_has 0 "2 made, 0 there already, 1 failed"
check "five of six pictures are made, none of them twice" test "$(made)" = 5 -a -s "$work/out/6.png" -a ! -e "$work/out/3.png"
check "every picture has one line in the results" each_once
istyle transfer "$photo" "$painting" -o "$work/single.png" --size 64 -n 3 --backend simd --threads 1 --seed 6 --init noise >/dev/null
istyle batch "$work/jobs.jsonl" -o "$work/alone" --size 64 -n 3 --backend simd --threads 1 --shard 6/6 >/dev/null 2>&1
check "a task's picture has the bytes of one made outside Slurm" cmp "$work/out/6.png" "$work/alone/6.png"
istyle transfer "$work/out/contact-sheet.png" "$work/out/contact-sheet.png" -o "$work/sheet.png" --size 32 -n 1 --scales 1 --backend simd \
  >"$work/sheet.log" 2>&1
check "the contact sheet of both is a whole picture" test -s "$work/sheet.png"

array jobs.jsonl -o out --size 64 -n 3 --backend simd
check "submitted again, finished pictures are kept" log_has 1 "0 made, 3 there already, 0 failed"

# A long run, cancelled: Slurm sends SIGTERM, the picture is saved, and the next submission begins with it.
rm -f "$work"/log-*
job="$(cd "$work" && ISTYLE="$work/istyle" sbatch --parsable \
  --array=1 --cpus-per-task=1 --output="$work/log-%a" "$root/examples/slurm-array.sh" \
  jobs.jsonl -o out2 --size 96 -n 100000 --scales 1 --backend simd)"
await grep -q backend "$work/log-1"
sleep 1
scancel "$job"
has_left() { [ -z "$(squeue -h -j "$job")" ]; }
await has_left
check "a cancelled task saves its picture and leaves the others" test -s "$work/out2/1.png" -a ! -e "$work/out2/2.png"
check "a cancelled task says how to go on" log_has 1 "left: the same command goes on"
if [ "$failures" != 0 ]; then tail -n 20 "$work"/log-* "$work"/slurm*.log | sed 's/^/  /'; fi
finish

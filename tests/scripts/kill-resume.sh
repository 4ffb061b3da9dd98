#!/usr/bin/env bash
# kill-resume.sh [COUNT]: a run killed (kill -9) at a random moment and resumed until it ends writes the same file, byte for byte, as an
# uninterrupted one; COUNT times, 3 without an argument. Then SIGINT, SIGTERM and SIGHUP, which save the picture and exit 130.
. "$(dirname "$0")/support/script.sh"

count="${1:-3}"
RANDOM="${SEED:-$$}"
echo "seed ${SEED:-$$} (SEED=… repeats the moments as far as the machine does)"
run=("$photo" "$painting" --size 64 --history 5 --backend simd --threads 2 --checkpoint-every 1 -n)

mkdir "$work/whole"
start=$(date +%s%N)
istyle transfer "${run[@]}" 60 -o "$work/whole/out.png" --checkpoint "$work/whole/c" >"$work/log" 2>&1 || cat "$work/log"
duration=$((($(date +%s%N) - start) / 1000000))
expected="$(sha256sum <"$work/whole/out.png")"
check "the whole run leaves the picture and no checkpoint" [ "$(ls "$work/whole")" = out.png ]

# killed_run FOLDER: kills it at random moments, at least once, until it gets through; sets kills.
killed_run() {
  local pid milliseconds out="$1/out.png"
  local -a command
  kills=0
  mkdir "$1"
  while [ ! -f "$out" ] && [ "$kills" -le 30 ]; do
    # As its user would: resumes if there is a checkpoint, begins otherwise.
    command=(transfer "${run[@]}" 60 -o "$out" --checkpoint "$out.checkpoint")
    if [ -f "$out.checkpoint" ]; then command=(resume "$out"); fi
    dotnet "$program" "${command[@]}" >"$1.log" 2>&1 &
    pid=$!
    # From the start of the runtime to a little before the end.
    milliseconds=$((RANDOM * duration / 32768))
    sleep "$((milliseconds / 1000)).$(printf %03d $((milliseconds % 1000)))"
    kill -KILL "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
    if [ ! -f "$out" ]; then
      kills=$((kills + 1))
      # The machine is slower by now than the first run made believe.
      if [ ! -f "$out.checkpoint" ]; then duration=$((duration * 6 / 5)); fi
    elif [ "$kills" = 0 ]; then
      # The machine is faster than the first run made believe: not killed is not tested.
      duration=$((duration * 4 / 5))
      rm -f "$out" "$out.checkpoint"
    fi
  done
  # Killed between the picture and the removal of the checkpoint: the run is resumed once more.
  if [ -f "$out.checkpoint" ]; then
    istyle resume "$out" >"$1.log" 2>&1
  # Killed between that and the removal of the locks: whoever comes next under these names takes them over.
  elif compgen -G "$1/*.lock" >/dev/null && [ -f "$out" ] && [ "$(sha256sum <"$out")" = "$expected" ]; then
    istyle transfer "${run[@]}" 60 -o "$out" --checkpoint "$out.checkpoint" >"$1.log" 2>&1
  fi
}

total=0
for ((i = 1; i <= count; i++)); do
  killed_run "$work/$i"
  total=$((total + kills))
  if [ -f "$work/$i/out.png" ] && [ "$(sha256sum <"$work/$i/out.png")" = "$expected" ] && [ "$(ls -A "$work/$i")" = out.png ]; then
    ok "run $i: killed $kills times, same file"
  else
    not_ok "run $i: killed $kills times, another file or leftovers"
    ls -lA "$work/$i"; tail -n 5 "$work/$i.log"
  fi
done

echo "killed $total times in all"

for signal in INT TERM HUP; do
  folder="$work/$signal"
  mkdir "$folder"
  # A shell makes its background processes deaf to SIGINT; env gives them their ears back. Without --backend, OpenCL drivers are loaded,
  # whose LLVM listens to signals as well.
  env --default-signal=INT,HUP dotnet "$program" transfer "$photo" "$painting" --size 64 --checkpoint-every 1 -n 4000 \
    -o "$folder/out.png" >"$folder.log" 2>&1 &
  pid=$!
  await grep -q 1/4000 "$folder.log"
  kill -"$signal" "$pid"
  wait "$pid"
  code=$?
  if [ "$code" = 130 ] && [ -s "$folder/out.png" ] && [ -s "$folder/out.png.checkpoint" ]; then
    ok "SIG$signal: exit code 130, picture and checkpoint saved"
  else
    not_ok "SIG$signal: exit code $code, expected 130, a picture and a checkpoint"
    cat "$folder.log"; ls -lA "$folder"
  fi
done
(
  trap '' HUP
  exec dotnet "$program" transfer "${run[@]}" 60 -o "$work/nohup.png" >"$work/nohup.log" 2>&1
) &
pid=$!
await grep -q 1/60 "$work/nohup.log"
kill -HUP "$pid"
wait "$pid"
check "nohup: it goes on" [ $? = 0 ]
# The command without checkpoints writes what it has.
dotnet "$program" reconstruct "$photo" --layer conv1_1 -o "$work/found.png" --size 64 -n 100000 --backend simd >"$work/found.log" 2>&1 &
pid=$!
await grep -q backend "$work/found.log"
kill -TERM "$pid"
wait "$pid"
code=$?
check "SIGTERM: reconstruct saves what it has found, exit code 130" [ "$code" = 130 -a -s "$work/found.png" ]
finish

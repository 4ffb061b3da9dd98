#!/usr/bin/env bash
# Batches as processes: signals, kill -9, and shards that share a folder at the same time.
. "$(dirname "$0")/support/script.sh"
# Without job control bash starts background processes deaf to SIGINT.
set -m

# lines OUTCOME FOLDER: pictures with that outcome in the results; a line that is not whole JSON counts for none.
lines() {
  grep -cE "^\{\"output\":\"[^\"]+\",\"outcome\":\"$1\",.*\"shard\":\"[0-9]+/[0-9]+\"\}\$" "$2/results.jsonl"
}

# The second of three pictures takes seconds: that is the one to disturb.
job() { echo "{\"photo\": \"$photo\", \"painting\": \"$painting\", \"output\": \"$1.png\", \"iterations\": $2, \"save-every\": 1}"; }
{ job one 1; job two 60; job three 1; } >"$work/jobs.jsonl"
options=(--size 80 --scales 1 --backend simd --threads 2)

# disturb SIGNAL FOLDER: starts the batch, sends the signal in the middle of the second picture, returns the exit code.
disturb() {
  local pid
  dotnet "$program" batch "$work/jobs.jsonl" -o "$2" "${options[@]}" >"$2.log" 2>&1 &
  pid=$!
  await [ -e "$2/two-0002.png" ]
  kill "-$1" "$pid"
  wait "$pid" 2>/dev/null
}

istyle batch "$work/jobs.jsonl" -o "$work/whole" "${options[@]}" >"$work/whole.log" 2>&1
check "undisturbed, three pictures are made" test "$(lines Made "$work/whole")" = 3

for signal in INT TERM; do
  folder="$work/$signal"
  disturb "$signal" "$folder"
  check "SIG$signal: exit code 130" test $? = 130
  check "SIG$signal: the current picture is saved, the next is left" test -s "$folder/two.png" -a ! -e "$folder/three.png"
  check "SIG$signal: the picture is not taken for finished" test "$(lines Made "$folder")" = 1 -a "$(lines Interrupted "$folder")" = 1
  istyle batch "$work/jobs.jsonl" -o "$folder" "${options[@]}" >"$folder.log" 2>&1
  check "SIG$signal: the same command makes the rest" grep -q "2 made, 1 there already, 0 failed" "$folder.log"
  check "SIG$signal: from the step at which it was stopped" grep -q "^resumed after [1-9]" "$folder.log"
  check "SIG$signal: with the bytes of an undisturbed batch" cmp "$folder/two.png" "$work/whole/two.png"
done

disturb KILL "$work/KILL"
istyle batch "$work/jobs.jsonl" -o "$work/KILL" "${options[@]}" >"$work/KILL.log" 2>&1
check "kill -9: the same command makes the rest" grep -q "2 made, 1 there already, 0 failed" "$work/KILL.log"
check "kill -9: with the bytes of an undisturbed batch" cmp "$work/KILL/two.png" "$work/whole/two.png"

# Four processes, each short, so that their writes to the shared files meet.
products=(--content "$root"/examples/photo-{coffee,giraffe,rocket}.jpg --style "$root"/examples/painting-{night,poppies,sunset}.jpg
  --grid seed=1,2 --init noise -o "$work/shards" --size 32 -n 1 --scales 1 --backend simd)
pids=()
for i in 1 2 3 4; do
  dotnet "$program" batch "${products[@]}" --threads 1 --shard "$i/4" >"$work/shard-$i.log" 2>&1 &
  pids+=($!)
done
codes=""
for pid in "${pids[@]}"; do wait "$pid"; codes="$codes$?"; done
check "four shards at once: all end well" test "$codes" = 0000
check "four shards at once: 18 pictures, 18 whole lines of results" \
  test "$(lines Made "$work/shards")" = 18 -a "$(wc -l <"$work/shards/results.jsonl")" = 18
sheet="$(sha256sum <"$work/shards/contact-sheet.png")"
istyle batch "${products[@]}" >"$work/again.log" 2>&1
check "four shards at once: nothing is left to make" grep -q "0 made, 18 there already" "$work/again.log"
check "four shards at once: the last one's sheet has all of them" test "$sheet" = "$(sha256sum <"$work/shards/contact-sheet.png")"
if [ "$failures" != 0 ]; then tail -n 5 "$work"/*.log | sed 's/^/  /'; fi
finish

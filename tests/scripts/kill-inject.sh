#!/usr/bin/env bash
# kill-inject.sh [COUNT]: what a run writes, broken off at its system calls. COUNT times (8 without an argument, "all" for every call) a
# run is killed as it is about to write, flush, rename or remove a file; begun again or resumed, it must end with the same bytes and leave
# nothing beside them, and the picture that lay there before is whole until then. Then the same calls fail in turn (disk full,
# input/output error).
. "$(dirname "$0")/support/script.sh"

install_if_root strace strace || skip_all "no strace: apt-get install strace"
# Not --seccomp-bpf, which takes half the time: strace 6.1 then injects errors, but no signals.
strace=(strace -f)
"${strace[@]}" -o /dev/null true 2>/dev/null || skip_all "strace may not trace processes here"

count="${1:-8}"
run=("$photo" "$painting" --size 48 --history 3 --backend simd --threads 1 --checkpoint-every 2 -n)
calls=(pwrite64 fsync rename unlink)
# A picture that cannot be written where it belongs is saved here, and said.
export TMPDIR="$work"

istyle transfer "${run[@]}" 3 --scales 1 -o "$work/old.png" >"$work/log" 2>&1 || cat "$work/log"
old="$(sha256sum <"$work/old.png")"

# traced FOLDER STRACE_OPTION...: a run in a folder that holds an older picture, under strace; its exit code.
traced() {
  local folder="$1"
  shift
  mkdir -p "$folder"
  cp "$work/old.png" "$folder/out.png"
  "${strace[@]}" -o "$folder.trace" "$@" dotnet "$program" \
    transfer "${run[@]}" 6 --scales 1 -o "$folder/out.png" --checkpoint "$folder/c" >"$folder.log" 2>&1 &
  # In the background, so that the shell does not report every kill.
  wait $! 2>/dev/null
}

traced "$work/whole" -e trace="$(IFS=,; echo "${calls[*]}")"
expected="$(sha256sum <"$work/whole/out.png")"
check "the whole run leaves the picture alone" [ "$(ls -A "$work/whole")" = out.png -a "$expected" != "$old" ]

# The calls of each kind, as strace counts them for an injection: thread by thread.
points=()
for call in "${calls[@]}"; do
  most="$(sed -n "s/^\([0-9]*\) *$call(.*/\1/p" "$work/whole.trace" | sort | uniq -c | sort -rn | awk 'NR == 1 { print $1 }')"
  echo "$call: ${most:-0} calls of one thread"
  for ((n = 1; n <= ${most:-0}; n++)); do points+=("$call $n"); done
done
check "there are calls to break off at" [ "${#points[@]}" -ge 10 ]
total=${#points[@]}
if [ "$count" = all ] || [ "$count" -gt "$total" ]; then count=$total; fi

# ends_well NAME FOLDER: nothing lost so far; resumed or begun again it makes the same file and leaves nothing.
ends_well() {
  local name="$1" folder="$2" now code
  now="$(sha256sum <"$folder/out.png")"
  if [ "$now" != "$old" ] && [ "$now" != "$expected" ]; then
    not_ok "$name: the picture is neither the old one nor the new one"
    return
  fi
  if [ -f "$folder/c" ]; then
    istyle resume "$folder/c" >"$folder.log2" 2>&1
  elif [ "$(ls -A "$folder")" != out.png ] || [ "$now" = "$old" ]; then
    # Also where all was done but the removal of the locks.
    istyle transfer "${run[@]}" 6 --scales 1 -o "$folder/out.png" --checkpoint "$folder/c" >"$folder.log2" 2>&1
  fi
  code=$?
  if [ "$code" = 0 ] && [ "$(sha256sum <"$folder/out.png")" = "$expected" ] && [ "$(ls -A "$folder")" = out.png ]; then
    ok "$name"
  else
    not_ok "$name: exit code $code, another picture or leftovers"
    ls -lA "$folder"; tail -n 3 "$folder.log" "$folder.log2"
  fi
}

killed=0
for ((i = 0; i < count; i++)); do
  read -r call n <<<"${points[i * total / count]}"
  folder="$work/kill-$call-$n"
  traced "$folder" -e trace="$call" -e inject="$call:signal=SIGKILL:when=$n"
  code=$?
  if [ "$code" = 137 ]; then
    killed=$((killed + 1))
    ends_well "killed at $call $n" "$folder"
  else
    # Calls move from thread to thread: this one was not reached.
    echo "killed at $call $n: not reached (exit code $code)"
    ends_well "a run that $call $n did not reach" "$folder"
  fi
done

check "$killed of $count runs were killed" [ "$killed" -ge $((count / 2)) ]

# A failing call is said in one line, is survived or ends the run with exit code 1; nothing is lost either way.
errors=$(((count + 3) / 4))
for ((i = 0; i < errors; i++)); do
  read -r call n <<<"${points[i * total / errors]}"
  folder="$work/error-$call-$n"
  case "$call" in pwrite64) error=ENOSPC ;; *) error=EIO ;; esac
  traced "$folder" -e trace="$call" -e inject="$call:error=$error:when=$n"
  code=$?
  if [ "$code" -gt 1 ]; then
    not_ok "$error at $call $n: exit code $code"
    tail -n 3 "$folder.log"
  else
    ends_well "$error at $call $n (exit code $code)" "$folder"
  fi
done
finish

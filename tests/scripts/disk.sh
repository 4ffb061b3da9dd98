#!/usr/bin/env bash
# Disks that are full, files that are too large, folders that cannot be written to: one line, exit code 1, and nothing lost.
. "$(dirname "$0")/support/script.sh"

convert=(weights convert "$root/weights/compact.safetensors")
# Noise does not compress: 160×120 pixels are about 50 KB.
large=(--size 160 --scales 1 --backend simd --threads 2 --init noise -n)

# fails NAME WORD LINES COMMAND...: the command fails with exit code 1 and so many lines of errors, one of which holds the word.
fails() {
  local name="$1" word="$2" lines="$3" code
  shift 3
  "$@" >"$work/stdout" 2>"$work/stderr"
  code=$?
  if [ "$code" = 1 ] && [ "$(wc -l <"$work/stderr")" = "$lines" ] && grep -qF -- "$word" "$work/stderr"; then
    ok "$name"
  else
    not_ok "$name: exit code $code, expected 1 and $lines lines with '$word'"
    sed 's/^/  /' "$work/stderr"
  fi
}

# A folder of the kernel's: nobody can create files there, root neither.
locked=/sys/kernel
if [ -d "$locked" ]; then
  fails "transfer into a read-only folder" "out.png" 1 istyle transfer "$photo" "$painting" -o "$locked/out.png" "${large[@]}" 1
  check "transfer into a read-only folder fails before the run" test -z "$(grep loss "$work/stdout")"
  fails "batch into a read-only folder" "$locked" 1 istyle batch --content "$photo" --style "$painting" -o "$locked" "${large[@]}" 1
  fails "batch with one output in a read-only folder" "out.png" 1 istyle batch <(
    echo "{\"photo\": \"$photo\", \"painting\": \"$painting\", \"output\": \"$locked/out.png\"}"
    echo "{\"photo\": \"$photo\", \"painting\": \"$painting\", \"output\": \"$work/other.png\"}"
  ) "${large[@]}" 1
  check "batch with one output in a read-only folder makes the other" test -s "$work/other.png"
  fails "weights convert into a read-only folder" "out.safetensors" 1 istyle "${convert[@]}" "$locked/out.safetensors"
else
  skip "there is no $locked that cannot be written to"
fi

# A limit of 16 KiB a file; code that is mapped twice, which is switched off here, would need a large file of its own.
limited() { (trap '' XFSZ; ulimit -f 16; istyle "$@"); }
mkdir "$work/limit"
# A picture of istyle's own, so that it may be replaced.
istyle sheet "$photo" --size 48 -o "$work/old.png" >"$work/log"
cp "$work/old.png" "$work/limit/old.png"
cp "$root/weights/compact.safetensors" "$work/limit/old.safetensors"
before="$(contents "$work/limit")"
export TMPDIR="$work"
fails "transfer beyond the file size limit" "old.png" 1 limited transfer "$photo" "$painting" -o "$work/limit/old.png" "${large[@]}" 1
fails "weights convert beyond the file size limit" "old.safetensors" 1 limited "${convert[@]}" "$work/limit/old.safetensors"
check "the old file is kept and nothing is left beside it" test "$(contents "$work/limit")" = "$before"

full="$work/full"
mkdir "$full"
if ! mount -t tmpfs -o size=128k none "$full" 2>/dev/null; then
  skip "no small file system to fill: mount needs root"
  finish
fi
at_exit umount "$full"
cp "$work/old.png" "$full/old.png"
head -c 90000 /dev/urandom >"$full/rest"
before="$(contents "$full")"
fails "transfer onto a full disk" "No space left" 1 istyle transfer "$photo" "$painting" -o "$full/old.png" "${large[@]}" 1
fails "weights convert onto a full disk" "No space left" 1 istyle "${convert[@]}" "$full/new.safetensors"
check "a full disk keeps the old file and nothing beside it" test "$(contents "$full")" = "$before"
echo "{\"photo\": \"$photo\", \"painting\": \"$painting\", \"output\": \"small.png\", \"size\": 48}" >"$work/jobs.jsonl"
echo "{\"photo\": \"$photo\", \"painting\": \"$painting\", \"output\": \"large.png\"}" >>"$work/jobs.jsonl"
fails "batch onto a full disk" "large.png failed" 1 istyle batch "$work/jobs.jsonl" -o "$full" "${large[@]}" 1
check "batch onto a full disk: what fits is made" test -s "$full/small.png" -a ! -e "$full/large.png"
rm "$full/old.png" "$full/rest"
fill_meanwhile() {
  (
    await grep -q ' 1/' "$work/stdout"
    cat /dev/zero >"$full/rubbish" 2>/dev/null
  ) &
  istyle transfer "$photo" "$painting" -o "$full/late.png" "${large[@]}" 40
}
fails "transfer onto a disk that fills up during the run" "The picture is saved as" 1 fill_meanwhile
saved="$(sed -n "s/.*saved as '\(.*\)'.*/\1/p" "$work/stderr")"
check "a disk that fills up during the run: the picture is there" test -s "$saved"
rm -f "$full/rubbish"
istyle batch "$work/jobs.jsonl" -o "$full" "${large[@]}" 1 >"$work/stdout" 2>&1
check "with room again, the same command makes the rest" grep -q "1 made, 1 there already, 0 failed" "$work/stdout"
finish

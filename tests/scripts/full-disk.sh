#!/usr/bin/env bash
# A full disk and a read-only folder: a line that says so, the run goes on where it can, and nothing that was there before is lost.
. "$(dirname "$0")/support/script.sh"

if [ -z "${ISTYLE_OWN_MOUNTS:-}" ]; then
  unshare -rm true 2>/dev/null || skip_all "mounting a small disk needs root or user namespaces (sysctl kernel.unprivileged_userns_clone=1)"
  ISTYLE_OWN_MOUNTS=1 unshare -rm "$0"
  exit
fi

export TMPDIR="$work/tmp"
mkdir "$work/tmp" "$work/disk" "$work/out"
mount -t tmpfs -o size=200k istyle-test "$work/disk" || skip_all "a small disk cannot be mounted here"
at_exit umount "$work/disk"
istyle transfer "$photo" "$painting" "${quick[@]}" -o "$work/out/expected.png" >"$work/log" 2>&1 || cat "$work/log"
expected="$(sha256sum <"$work/out/expected.png")"
same() { [ "$(sha256sum <"$1")" = "$expected" ]; }

# run NAME CODE LINES COMMAND...: exit code and number of lines on standard error.
run() {
  local name="$1" code="$2" lines="$3" found
  shift 3
  istyle "$@" >"$work/stdout" 2>"$work/stderr"
  found=$?
  if [ "$found" = "$code" ] && [ "$(wc -l <"$work/stderr")" = "$lines" ]; then ok "$name"; else
    not_ok "$name: exit code $found, expected $code, and $lines lines on standard error"
  fi
  sed 's/^/  /' "$work/stderr"
}

out="$work/out/a.png"
run "disk full for every checkpoint: one warning, the run ends well" 0 1 \
  transfer "$photo" "$painting" "${quick[@]}" -o "$out" --checkpoint "$work/disk/c" --checkpoint-every 1
check "the picture is the same" same "$out"
check "no half checkpoint is left" [ -z "$(ls -A "$work/disk")" ]

head -c 190k /dev/zero >"$work/disk/filler"
run "disk full for snapshots, report and checkpoints: one warning each, the run ends well" 0 3 \
  transfer "$photo" "$painting" "${quick[@]}" -o "$out" --run "$work/disk/run" --save-every 1
check "the picture is the same as without the folder" same "$out"
rm -rf "$work/disk/run"

rm "$work/disk/filler"
echo precious >"$work/disk/out.png"
head -c 1M /dev/zero >"$work/disk/filler" 2>/dev/null
before="$(contents "$work/disk")"
run "disk full for the picture: refused with the place where it is saved instead" 1 1 \
  transfer "$photo" "$painting" "${quick[@]}" -o "$work/disk/out.png" --checkpoint "$work/out/c"
rescued="$(sed -n "s/.*saved as '\(.*\)'.*/\1/p" "$work/stderr")"
check "the rescued picture is the same" same "$rescued"
check "the old file is untouched" [ "$(contents "$work/disk")" = "$before" ]
check "the checkpoint is kept" [ -s "$work/out/c" ]
rm "$work/disk/filler"
run "with room again the run is resumed" 0 0 resume "$work/out/c"
check "and writes the same picture" same "$work/disk/out.png"

mount -o remount,ro "$work/disk"
before="$(contents "$work/disk")"
for place in "-o $work/disk/new.png" "-o $out --run $work/disk/run" "-o $out --checkpoint $work/disk/c" \
  "-o $out --save-every 1 --save-as $work/disk/{iteration}.png"; do
  rm -f "$out"
  # shellcheck disable=SC2086
  run "read-only: ${place##*/disk/}" 1 1 transfer "$photo" "$painting" "${quick[@]}" $place
  check "before the run began" [ ! -e "$out" ]
done
check "the read-only folder is as it was" [ "$(contents "$work/disk")" = "$before" ]
finish

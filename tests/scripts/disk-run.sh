#!/usr/bin/env bash
# What a run keeps besides its picture on a full disk or in a read-only folder: one line says so, and the run goes on or never begins.
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

mount -o remount,ro "$work/disk"
before="$(contents "$work/disk")"
for place in "-o $out --run $work/disk/run" "-o $out --checkpoint $work/disk/c" \
  "-o $out --save-every 1 --save-as $work/disk/{iteration}.png"; do
  rm -f "$out"
  # shellcheck disable=SC2086
  run "read-only: ${place##*/disk/}" 1 1 transfer "$photo" "$painting" "${quick[@]}" $place
  check "before the run began" [ ! -e "$out" ]
done
check "the read-only folder is as it was" [ "$(contents "$work/disk")" = "$before" ]
finish

#!/usr/bin/env bash
# The studio on a disk that is full, and one that fills up while it paints: one sentence each, and nothing is lost.
. "$(dirname "$0")/support/script.sh"

if [ -z "${ISTYLE_OWN_MOUNTS:-}" ]; then
  unshare -rm true 2>/dev/null || skip_all "mounting a small disk needs root or user namespaces (sysctl kernel.unprivileged_userns_clone=1)"
  ISTYLE_OWN_MOUNTS=1 unshare -rm "$0"
  exit
fi
. "$(dirname "$0")/support/studio.sh"

folder="$work/disk"
mkdir "$folder"
mount -t tmpfs -o size=8m istyle-test "$folder" || skip_all "a small disk cannot be mounted here"
at_exit umount "$folder"
fill() { cat /dev/zero >"$folder/rubbish" 2>"$work/full"; }
# sentence: the file is an error of one line that names the disk.
sentence() { jq -e '.error | test("No space left") and (contains("\n") | not)' "$1" >"$work/holds" || { cat "$1"; false; }; }

start_studio
ids="\"photo\": \"$(send "$photo" photo | jq -r .id)\", \"painting\": \"$(send "$painting" painting | jq -r .id)\", \"size\": 64"
run="$(post runs "{\"settings\": {$ids, \"iterations\": 1}}" | jq -r .id)"
check "a picture is painted" becomes "$run" '.state == "finished"'
before="$(get pictures)"
fill
send "$root/examples/photo-castle.jpg" painting >"$work/answer"
check "a picture that has no room: one sentence" sentence "$work/answer"
check "and the shelf is as it was" [ "$(get pictures)" = "$before" ]
post runs "{\"settings\": {$ids, \"iterations\": 1}}" >"$work/answer"
check "a run that has no room: one sentence" sentence "$work/answer"
check "and leaves nothing" [ "$(get runs | jq length)" = 1 ]
check "the picture that was there still is" [ "$(get "runs/$run/picture?format=png" | head -c 4 | tail -c 3)" = PNG ]

rm "$folder/rubbish"
long="$(post runs "{\"settings\": {$ids, \"iterations\": 1000000, \"optimizer\": \"adam\", \"scales\": 1}}" | jq -r .id)"
check "with room again a long run begins" becomes "$long" '.progress.step > 2'
fill
post "runs/$long/stop" '{}' >"$work/stopped"
check "stopped on a full disk it ends" becomes "$long" '.state == "stopped" or .state == "failed"'
get "runs/$long" >"$work/answer"
check "and says why, in one line" jq -e '.message | length > 0 and (contains("\n") | not)' "$work/answer"
jq -r '"  " + .state + ": " + .message' "$work/answer"
rm "$folder/rubbish"
post "runs/$long/resume" '{}' >"$work/resumed"
check "with room again it goes on" becomes "$long" '.state == "running" and .progress.step > 2'
post "runs/$long/stop" '{}' >"$work/stopped"
check "and is kept" becomes "$long" '.state == "stopped" and .picture != null'
stop_studio
check "the studio ends well" [ $? = 0 ]
pid=""
finish

#!/usr/bin/env bash
# The studio as a program: painted over HTTP, stopped in the middle, started again; two on one folder; the page in a browser of its own.
. "$(dirname "$0")/support/script.sh"
. "$(dirname "$0")/support/studio.sh"

start_studio
check "it says where it is" grep -q "^studio: $page" "$work/studio.log"
check "without the token there is nothing" [ "$(curl -s -o "$work/none" -w '%{http_code}' "$(dirname "$page")/")" = 404 ]
ids="\"photo\": \"$(send "$photo" photo | jq -r .id)\", \"painting\": \"$(send "$painting" painting | jq -r .id)\", \"size\": 64"
check "a plan" jq -e '.seconds > 0 and .width == 64' <(post plans "{\"settings\": {$ids, \"iterations\": 2}}")
run="$(post runs "{\"settings\": {$ids, \"iterations\": 2}}" | jq -r .id)"
check "a picture" becomes "$run" '.state == "finished"'
check "its file is an ordinary run's" istyle show "$folder/$run"/*.png
get "runs/$run/picture?format=jpg&download=true" >"$work/out.jpg"
check "its download is a JPEG" [ "$(head -c 3 "$work/out.jpg" | od -An -tx1 | tr -d ' ')" = ffd8ff ]
check "its report" grep -q '<html' <(get "runs/$run/report")

istyle studio "$folder" --no-browser >"$work/second.log" 2>&1
check "a second studio on the folder is refused" [ $? = 1 ]
check "in one line that says where the first is" grep -qF "$page" "$work/second.log"
check "of one line" [ "$(wc -l <"$work/second.log")" = 1 ]

long="$(post runs "{\"settings\": {$ids, \"iterations\": 1000000, \"optimizer\": \"adam\", \"scales\": 1}}" | jq -r .id)"
check "a long run begins" becomes "$long" '.progress.step > 2'
stop_studio
check "SIGTERM ends the studio" [ $? = 0 ]
start_studio
check "what it was painting is left over" jq -e '.isLeftOver and .canResume' <(get "runs/$long")
post "runs/$long/resume" '{}' >"$work/resumed"
check "and goes on" becomes "$long" '.state == "running"'

post "runs/$long/stop" '{}' >"$work/stopped"
check "and can be stopped" becomes "$long" '.state == "stopped"'
stop_studio
pid=""
finish

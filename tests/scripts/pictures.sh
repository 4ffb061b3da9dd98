#!/usr/bin/env bash
# pictures.sh [SHEET.png]: the formats of a phone, a camera, a web page and a scanner painted end to end, as a table; a sheet that is named
# shows what came out, larger.
. "$(dirname "$0")/support/script.sh"

cases="$root/tests/IlgpuStyle.Tests/Imaging/cases"
sheet="${1:-$work/sheet.png}"
options=(--size 64 -n 2 --scales 1 --backend simd --threads 2)
if [ $# -gt 0 ]; then options=(--size 256 -n 4 --scales 1 --backend simd --threads 2); fi

# made NAME PROGRAM COMMAND...: whether the photo is there in that format; else says what is missing.
made() {
  local name="$1" program="$2"
  shift 2
  command -v "$program" >/dev/null || { skip "$name: no $program (Debian: libheif-examples, imagemagick, libjxl-tools)"; return 1; }
  "$@" >"$work/made" 2>&1 || { skip "$name: $program cannot make it here: $(tail -n 1 "$work/made")"; return 1; }
}

# painted SOURCE FILE: one picture of the batch below.
sources=() files=() pictures=()
painted() {
  local name
  name="$(basename "$2")"
  sources+=("$1")
  files+=("$2")
  pictures+=("$work/painted-${name//./-}.png")
  echo "{\"photo\": \"$2\", \"painting\": \"$painting\", \"output\": \"${pictures[-1]}\"}" >>"$work/jobs.jsonl"
}

for ending in jpg png webp avif tif; do
  istyle sheet "$photo" -o "$work/photo.$ending" --size 0 --margin 0 --labels '' >"$work/stdout" 2>&1 || not_ok "sheet writes .$ending"
done
painted camera "$work/photo.jpg"
made photo.heic heif-enc heif-enc -q 80 -o "$work/photo.heic" "$work/photo.jpg" && painted phone "$work/photo.heic"
painted "phone, Display P3" "$cases/display-p3.heic"
painted "camera, raw" "$cases/camera.dng"
painted "web page" "$work/photo.png"
painted "web page" "$work/photo.webp"
painted "web page" "$work/photo.avif"
made photo.gif convert convert "$work/photo.png" "$work/photo.gif" && painted "web page" "$work/photo.gif"
made photo.jxl cjxl cjxl -e 3 "$work/photo.png" "$work/photo.jxl" && painted "web page" "$work/photo.jxl"
painted scanner "$work/photo.tif"
made photo.psd convert convert "$work/photo.png" "$work/photo.psd" && painted Photoshop "$work/photo.psd"
# One process for all of them: a start takes longer than a picture of this size.
istyle batch "$work/jobs.jsonl" "${options[@]}" >"$work/stdout" 2>"$work/stderr"
for i in "${!files[@]}"; do
  said="$(grep -F "istyle: ${files[i]}: " "$work/stderr" | sed 's/^istyle: [^:]*: /; /' | tr -d '\n')"
  check "${sources[i]}, $(basename "${files[i]}"): $(du -k "${files[i]}" | cut -f1) KiB$said" test -s "${pictures[i]}"
done
istyle transfer "$photo" "$painting" -o - "${quick[@]}" >"$work/stream" 2>"$work/stderr"
check "a picture on standard output is a PNG" [ "$(head -c 4 "$work/stream" | tail -c 3)" = PNG ]
check "and the last line says where it went" grep -q '^wrote to standard output: 64×43$' "$work/stderr"
istyle sheet "${pictures[@]}" -o "$sheet" --columns 4 --size 256 >"$work/stdout" 2>&1
check "a sheet of ${#pictures[@]} pictures" test -s "$sheet"
finish

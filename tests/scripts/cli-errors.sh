#!/usr/bin/env bash
# Bad input: one line that names it, exit code 1, and not a byte changed in the folder of the outputs.
. "$(dirname "$0")/support/script.sh"

mkdir "$work/in" "$work/out" "$work/out/folder.png"
head -c 3000 "$photo" >"$work/in/cut.jpg"
head -c 5000 /dev/urandom >"$work/in/noise.png"
: >"$work/in/empty.png"
# A picture of istyle's own: any other file would not be replaced in any case.
istyle sheet "$root/examples/mask-giraffe.png" -o "$work/out/old.png" >"$work/log"
before="$(contents "$work/out")"

# refuses NAME WORD COMMAND...: the program refuses, its one line holds the word.
refuses() {
  local name="$1" word="$2" code
  shift 2
  istyle "$@" >"$work/stdout" 2>"$work/stderr"
  code=$?
  if [ "$code" = 1 ] && [ "$(wc -l <"$work/stderr")" = 1 ] && grep -qF -- "$word" "$work/stderr" &&
    [ "$(contents "$work/out")" = "$before" ]; then
    ok "$name"
  else
    not_ok "$name: exit code $code, expected 1, one line with '$word' and no change of the outputs"
    sed 's/^/  /' "$work/stderr"
    contents "$work/out" | diff - <(echo "$before") | sed 's/^/  /'
  fi
}

out="$work/out/old.png"
refuses "unknown command" "no command 'paint'" paint
refuses "unknown option" "--colour-blind" transfer "$photo" "$painting" -o "$out" --colour-blind
refuses "photo missing" "in/none.jpg" transfer "$work/in/none.jpg" "$painting" -o "$out"
refuses "painting missing" "in/none.jpg" transfer "$photo" "$work/in/none.jpg" -o "$out"
refuses "photo is a folder" "it is a folder" transfer "$work/in" "$painting" -o "$out"
refuses "photo cut short" "cut.jpg" transfer "$work/in/cut.jpg" "$painting" -o "$out"
refuses "photo is noise" "noise.png" transfer "$work/in/noise.png" "$painting" -o "$out"
refuses "photo empty" "empty.png" transfer "$work/in/empty.png" "$painting" -o "$out"
refuses "output is a folder" "it is a folder" transfer "$photo" "$painting" -o "$work/out/folder.png"
refuses "output is the photo" "would be lost" transfer "$out" "$painting" -o "$out"
refuses "output of an unknown kind" ".xyz" transfer "$photo" "$painting" -o "$work/out/new.xyz"
refuses "output folder is a file" "is a file, not a folder" transfer "$photo" "$painting" -o "$out/new.png"
refuses "weights missing" "none.safetensors" transfer "$photo" "$painting" -o "$out" --weights "$work/in/none.safetensors"
refuses "weights are a picture" "noise.png" transfer "$photo" "$painting" -o "$out" --weights "$work/in/noise.png"
refuses "number out of range" "16 to 32768" transfer "$photo" "$painting" -o "$out" --size 7
refuses "layer unknown" "conv9_9" transfer "$photo" "$painting" -o "$out" --style-layers conv9_9
refuses "conversion of noise" "noise.png" weights convert "$work/in/noise.png" "$work/out/new.safetensors"
refuses "conversion onto a folder" "folder.png" weights convert "$root/weights/compact.safetensors" "$work/out/folder.png"
refuses "conversion below a file" "old.png" weights convert "$root/weights/compact.safetensors" "$out/new.safetensors"
finish

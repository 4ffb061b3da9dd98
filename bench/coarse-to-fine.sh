#!/usr/bin/env bash
# coarse-to-fine.sh [SIZE]: how soon a run reaches which loss, from where, in which variables and over which sizes, as a table.
# Work is evaluations times pixels in evaluations of the full size; each line is one run of the giraffe in the night.
set -euo pipefail
exec </dev/null

root="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)"
size="${1:-512}"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT

# run OPTION...
run() {
  "$root/istyle" transfer "$root/examples/photo-giraffe.jpg" "$root/examples/painting-night.jpg" -o "$folder/out.png" \
    --weights compact --backend simd --size "$size" --no-record --progress json "$@" >"$folder/log"
  awk -v command="$*" '
    function value(name,  skipped) {
      skipped = length(name) + 3
      return match($0, "\"" name "\":[-+0-9.eE]+") ? substr($0, RSTART + skipped, RLENGTH - skipped) : 0
    }
    /"event":"begin"/ { full = value("width") * value("height") }
    /"event":"step"/ {
      work += (value("evaluations") - before) * value("width") * value("height") / full
      before = value("evaluations")
      loss = value("loss")
    }
    END { printf "| `%s` | %.0f | %.3f |\n", command, work, loss }' "$folder/log"
}

echo "| command adds | work | loss |"
echo "|---|---|---|"
plain=(--scales 1 --precondition none)
for steps in 100 200; do run "${plain[@]}" --init noise -n "$steps"; done
for steps in 43 68 100 200; do run "${plain[@]}" --init content -n "$steps"; done
for steps in 43 100; do run "${plain[@]}" -n "$steps"; done
for steps in 43 100; do run --init content --scales 1 -n "$steps"; done
for steps in 17 28 42 82; do run --scales 1 -n "$steps"; done
for steps in 20 40; do run --scales 4 -n "$steps"; done
for steps in 10 20 40 60; do run -n "$steps"; done
for steps in 20 40; do run --init noise -n "$steps"; done

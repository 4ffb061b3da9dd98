#!/usr/bin/env bash
# contact-sheet.sh OUT [SIZE [WEIGHTS [PHOTOS PAINTINGS]]]: every photo in every painting with the default settings, as one sheet
# OUT/contact-sheet-SIZE.png. SIZE: long side in pixels, 256 by default. WEIGHTS: a file or a name, the embedded network by default.
# PHOTOS, PAINTINGS: patterns for 'istyle batch', examples/photo-*.jpg and examples/painting-*.jpg by default. What is finished is not
# made again, so a sheet that was interrupted goes on.
set -euo pipefail

[ $# -ge 1 ] && [ $# -ne 4 ] && [ $# -le 5 ] || { sed -n '2,5s/^# //p' "${BASH_SOURCE[0]}" >&2; exit 1; }
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
out="$1"
size="${2:-256}"
weights="${3:-compact}"
photos="${4:-$root/examples/photo-*.jpg}"
paintings="${5:-$root/examples/painting-*.jpg}"

folder="$out/$size"
"$root/istyle" batch --content "$photos" --style "$paintings" -o "$folder" --size "$size" --weights "$weights"
cp "$folder/contact-sheet.png" "$out/contact-sheet-$size.png"
echo "$out/contact-sheet-$size.png"

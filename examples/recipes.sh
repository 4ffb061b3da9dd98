#!/usr/bin/env bash
# recipes.sh: makes the pictures of the main README's recipes, each with its command, at 400 pixels.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

recipe() {
  local name="$1"
  shift
  ./istyle examples/photo-giraffe.jpg examples/painting-night.jpg -o "examples/recipes/$name.jpg" --weights compact --no-record "$@"
}
recipe stronger --size 400 --style-weight 10
recipe calmer --size 400 --style-weight 0.5
recipe colours --size 400 --color keep
recipe strokes --size 400 --style-scale 2

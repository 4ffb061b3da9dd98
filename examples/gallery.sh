#!/usr/bin/env bash
# gallery.sh [SIZE]: makes every picture of the gallery in README.md, each with the command that stands there. Small: 320 pixels by default.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

size="${1:-320}"
out=examples/gallery
sheets="$(mktemp -d)"
trap 'rm -rf "$sheets"' EXIT
mkdir -p "$out"
photo=examples/photo-giraffe.jpg
night=examples/painting-night.jpg
coffee=examples/photo-coffee.jpg

# The embedded network, so that everybody gets the same pictures.
istyle() {
  printf 'istyle %s\n' "$*"
  ./istyle "$@" --weights compact >"$sheets/log" 2>&1 || { cat "$sheets/log"; return 1; }
}
transfer() { istyle transfer "$@" --size "$size"; }
sheet() { ./istyle sheet "$@" >/dev/null; }

# Three photos in three paintings with the default settings.
cells=()
for p in "$photo" "$coffee" examples/photo-rocket.jpg; do
  for s in "$night" examples/painting-poppies.jpg examples/painting-sunset.jpg; do
    name="$(basename "${p%.jpg}")-$(basename "${s%.jpg}")"
    transfer "$p" "$s" -o "$sheets/$name.png"
    cells+=("$sheets/$name.png")
  done
done
sheet "${cells[@]}" -o "$out/pairs.jpg" --columns 3

# Looks.
cells=()
for look in painterly bold faithful keep-colors; do
  transfer examples/photo-castle.jpg examples/painting-harvest.jpg -o "$sheets/look-$look.png" --preset "$look"
  cells+=("$sheets/look-$look.png")
done
sheet "${cells[@]}" -o "$out/looks.jpg" --columns 2 --labels "painterly (default),bold,faithful,keep-colors"

# Each place from the nearest in the painting, whole distributions, or what is alike in the photo, above, and statistics, below.
for preset in nearest sliced strotss painterly; do
  for pair in giraffe-night castle-harvest astronaut-woodcut; do
    transfer "examples/photo-${pair%-*}.jpg" "examples/painting-${pair#*-}.jpg" -o "$sheets/$preset-$pair.png" --preset "$preset"
  done
done
for preset in nearest sliced strotss; do
  sheet "$sheets/$preset"-{giraffe-night,castle-harvest,astronaut-woodcut}.png \
    "$sheets"/painterly-{giraffe-night,castle-harvest,astronaut-woodcut}.png -o "$out/$preset.jpg" --columns 3 --size 320 \
    --labels "$preset: $size pixels,$preset,$preset,painterly: $size pixels,painterly,painterly"
done

# Colours.
transfer "$photo" "$night" -o "$sheets/style.png"
transfer "$photo" "$night" -o "$sheets/keep.png" --color keep
transfer "$photo" "$night" -o "$sheets/match.png" --color match
transfer "$photo" "$night" -o "$sheets/histogram.png" --color match --color-match histogram
sheet "$sheets/style.png" "$sheets/keep.png" "$sheets/match.png" "$sheets/histogram.png" -o "$out/color.jpg" --columns 2 \
  --labels "--color style,--color keep,--color match,--color match --color-match histogram"

# Colours of regions: the giraffe in poppies, what is behind it in the night.
two=(transfer "$photo" "examples/painting-poppies.jpg,$night" --region examples/mask-giraffe.png)
"${two[@]}" -o "$sheets/two-style.png"
"${two[@]}" -o "$sheets/two-keep.png" --color keep,style
"${two[@]}" -o "$sheets/two-match.png" --color match
"${two[@]}" -o "$sheets/two-background.png" --color style,keep
sheet "$sheets/two-style.png" "$sheets/two-keep.png" "$sheets/two-match.png" "$sheets/two-background.png" -o "$out/regions.jpg" \
  --columns 2 \
  --labels "the paintings' colours,the photo's colours on the giraffe,matched region by region,the photo's colours behind it"

# Starts.
cells=()
labels=()
for init in matched content noise blend style statistics; do
  transfer "$coffee" "$night" -o "$sheets/init-$init.png" --init "$init"
  cells+=("$sheets/init-$init.png")
  labels+=("--init $init")
done
sheet "${cells[@]}" -o "$out/init.jpg" --columns 3 --labels "$(IFS=,; echo "${labels[*]}")"

# Strokes.
cells=()
for scale in 0.5 1 2; do
  transfer "$coffee" "$night" -o "$sheets/scale-$scale.png" --style-scale "$scale"
  cells+=("$sheets/scale-$scale.png")
done
sheet "${cells[@]}" -o "$out/style-scale.jpg" --columns 3 --labels "--style-scale 0.5,--style-scale 1,--style-scale 2"

# Several sizes of strokes at once; the lines of one painting in the forms of another.
castle=examples/photo-castle.jpg
woodcut=examples/painting-woodcut.jpg
transfer "$castle" "$woodcut" -o "$sheets/strokes-one.png"
transfer "$castle" "$woodcut" -o "$sheets/strokes-three.png" --style-scales 0.5,1,2
transfer "$castle" "$woodcut" -o "$sheets/strokes-forms.png" --coarse-style "$night"
transfer "$castle" "$night" -o "$sheets/strokes-night.png"
sheet "$sheets"/strokes-{one,three,forms,night}.png -o "$out/strokes.jpg" --columns 2 \
  --labels "a woodcut,--style-scales 0.5 1 2,the woodcut with --coarse-style: the night,the night"

# Content against style over four decades.
cells=()
for weight in 0.02 0.2 2 20 200; do
  transfer "$photo" "$night" -o "$sheets/weight-$weight.png" --style-weight "$weight"
  cells+=("$sheets/weight-$weight.png")
done
sheet "${cells[@]}" -o "$out/style-weight.jpg" --columns 3 \
  --labels "--style-weight 0.02,--style-weight 0.2,--style-weight 2 (default),--style-weight 20,--style-weight 200"

# Pooling.
transfer "$photo" "$night" -o "$sheets/average.png" --pooling average
transfer "$photo" "$night" -o "$sheets/max.png" --pooling max
sheet "$sheets/average.png" "$sheets/max.png" -o "$out/pooling.jpg" --columns 2 --labels "--pooling average,--pooling max"

# Optimisers at 10, 50 and 200 steps of one size.
cells=()
labels=()
: >"$out/optimizers.txt"
for optimizer in lbfgs adam gd; do
  rate=()
  if [ "$optimizer" = gd ]; then rate=(--learning-rate 0.3); fi
  for steps in 10 50 200; do
    transfer "$photo" "$night" -o "$sheets/$optimizer-$steps.png" --scales 1 -n "$steps" --optimizer "$optimizer" \
      --init content "${rate[@]}"
    loss="$(sed -n 's/^loss .*→ \([^,]*\),.*/\1/p' "$sheets/log")"
    printf '%s %s %s\n' "$optimizer" "$steps" "$loss" >>"$out/optimizers.txt"
    cells+=("$sheets/$optimizer-$steps.png")
    labels+=("$optimizer $steps: loss $loss")
  done
done
sheet "${cells[@]}" -o "$out/optimizers.jpg" --columns 3 --labels "$(IFS=,; echo "${labels[*]}")"

# Textures: copies of the seamless one side by side.
istyle texture "$night" -o "$sheets/tile.png" --size 256 --tileable
sheet "$sheets/tile.png" "$sheets/tile.png" "$sheets/tile.png" "$sheets/tile.png" -o "$out/texture.jpg" --columns 2 --margin 0 --labels ""

# Reconstructions (figure 1 of Gatys et al. 2016) and what the layers see.
istyle reconstruct "$photo" --layer conv1_2,conv2_2,conv3_2,conv4_2 -o "$sheets/reconstruct-content.jpg" --size 192
istyle reconstruct "$night" --style --layer conv1_1,conv2_1,conv3_1,conv4_1 -o "$sheets/reconstruct-style.jpg" --size 192
# The sheets, not each layer's picture beside them.
cp "$sheets/reconstruct-content.jpg" "$sheets/reconstruct-style.jpg" "$out"
istyle inspect "$photo" -o "$sheets/layers" --size 192
sheet "$sheets/layers/conv3_1.png" -o "$out/inspect.jpg" --columns 1 --labels "conv3_1"
du -sh "$out"

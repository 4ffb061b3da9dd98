#!/usr/bin/env bash
# judge.sh OUT JUDGE [SIZE [PHOTO:PAINTING ...]]: what the embedded network's pictures are worth in another network's eyes.
# Paints every pair with the default look, once with the embedded network and once with JUDGE, a weights file or a name
# such as vgg19; JUDGE gives the loss of both, and their ripple is measured ('istyle judge'). Prints a table with
# medians and worst cases; OUT/networks.png shows the pictures. SIZE: long side, 320 by default. A pair is of names in
# examples/: castle:night. OTHER=FILE: a third network, in front. What is finished is not made again.
set -euo pipefail

[ $# -ge 2 ] || { sed -n '2,7s/^# //p' "${BASH_SOURCE[0]}" >&2; exit 1; }
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
out="$1" judge="$2" size="${3:-320}"
pairs=("${@:4}")
if [ ${#pairs[@]} = 0 ]; then
  pairs=(castle:night gateway:mosaic giraffe:poppies mountain:woodcut coffee:geometric rocket:ink astronaut:harvest)
fi
networks=(${OTHER:+other} embedded judge)
mkdir -p "$out"
log="$out/log.txt" table="$out/table.tsv"
: >"$table"

weights_of() {
  case "$1" in embedded) echo compact ;; judge) echo "$judge" ;; other) echo "$OTHER" ;; esac
}
istyle() { "$root/istyle" "$@" >"$log" 2>&1 || { cat "$log" >&2; exit 1; }; }

cells=()
labels=()
for pair in "${pairs[@]}"; do
  photo="$root/examples/photo-${pair%:*}.jpg" painting="$root/examples/painting-${pair#*:}.jpg"
  for network in "${networks[@]}"; do
    picture="$out/$network-${pair/:/-}-$size.png"
    [ -s "$picture" ] ||
      istyle transfer "$photo" "$painting" -o "$picture" --size "$size" --weights "$(weights_of "$network")"
    istyle judge "$picture" "$photo" "$painting" --weights "$judge"
    printf '%s\t%s\t%s\t%s\n' "$pair" "$network" "$(sed -n 's/^loss \([^ ]*\) .*/\1/p' "$log")" \
      "$(sed -n 's/^ripple \([^:]*\):.*/\1/p' "$log")" >>"$table"
    cells+=("$picture")
    labels+=("${pair/:/ in }: $network")
  done
done

# Ratios to the judge's own picture of the pair.
awk -F'\t' '
  $2 == "judge" { own[$1] = $3 }
  {
    loss[$1, $2] = $3; ripple[$1, $2] = $4
    if (!($1 in seen)) { seen[$1] = 1; pair[++pairs] = $1 }
    if (!($2 in known)) { known[$2] = 1; network[++networks] = $2 }
  }
  function sort(n,  i, j, x) {
    for (i = 2; i <= n; i++) {
      x = sorted[i]
      for (j = i - 1; j > 0 && sorted[j] > x; j--) sorted[j + 1] = sorted[j]
      sorted[j + 1] = x
    }
  }
  function median(n) { sort(n); return n % 2 ? sorted[(n + 1) / 2] : (sorted[n / 2] + sorted[n / 2 + 1]) / 2 }
  END {
    printf "| pair |"; for (k = 1; k <= networks; k++) printf " %s: loss, ratio, ripple |", network[k]
    printf "\n|---|"; for (k = 1; k <= networks; k++) printf "---|"
    print ""
    for (i = 1; i <= pairs; i++) {
      printf "| %s |", pair[i]
      for (k = 1; k <= networks; k++) {
        own_loss = loss[pair[i], network[k]]
        printf " %.3f, %.2f, %.2f |", own_loss, own_loss / own[pair[i]], ripple[pair[i], network[k]]
      }
      print ""
    }
    printf "| median; worst |"
    for (k = 1; k <= networks; k++) {
      delete sorted; for (i = 1; i <= pairs; i++) sorted[i] = loss[pair[i], network[k]] / own[pair[i]]
      middle = median(pairs); worst = sorted[pairs]
      delete sorted; for (i = 1; i <= pairs; i++) sorted[i] = ripple[pair[i], network[k]]
      printf " ratio %.2f; %.2f, ripple %.2f; %.2f |", middle, worst, median(pairs), sorted[pairs]
    }
    print ""
  }' "$table"
"$root/istyle" sheet "${cells[@]}" -o "$out/networks.png" --columns ${#networks[@]} --labels "$(IFS=,; echo "${labels[*]}")" >/dev/null
echo "$out/networks.png"

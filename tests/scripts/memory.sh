#!/usr/bin/env bash
# memory.sh [all]: the planned memory against the peak of the process that then runs, within 10 % at three sizes, and at most 3 % below
# it where a run paints at several; --memory LIMIT against the same peak, within 3 %; and what a photo of 24 megapixels costs more than a
# small one until the first step, which is where 'plan' ends.
. "$(dirname "$0")/support/script.sh"

# As its users have it.
unset DOTNET_EnableWriteXorExecute

install_if_root /usr/bin/time time || skip_all "no GNU time: apt-get install time"

# peak_of COMMAND...: the most that the process had resident, in KiB.
peak_of() {
  /usr/bin/time -v -o "$work/time" "$@" >"$work/stdout" 2>"$work/stderr" || return
  sed -n 's/.*Maximum resident set size (kbytes): //p' "$work/time"
}

# planned_kib OPTIONS...: what 'plan' says, in KiB.
planned_kib() {
  istyle plan "$photo" "$painting" "$@" | sed -n 's/^memory: about \([0-9.]*\) \([MG]\)iB.*/\1 \2/p' |
    awk '{ printf "%d\n", $1 * ($2 == "G" ? 1024 * 1024 : 1024) }'
}

# Memory counts from its first use: after eight steps all of it has been used.
for size in 256 512 1024; do
  options=(--size "$size" -n 8 --history 2 --scales 1 --backend simd --threads 2)
  planned="$(planned_kib "${options[@]}")"
  # The plan counts a checkpoint, which every run of more than five minutes writes.
  measured="$(peak_of dotnet "$program" transfer "$photo" "$painting" -o "$work/out.png" "${options[@]}" \
    --checkpoint "$work/out.checkpoint" --checkpoint-every 1)"
  error="$(awk -v p="${planned:-0}" -v m="${measured:-0}" 'BEGIN { printf("%.1f", (m > 0) ? 100 * (p - m) / m : 999) }')"
  check "$size pixels: planned $((${planned:-0} / 1024)) MiB, measured $((${measured:-0} / 1024)) MiB ($error %)" \
    awk -v e="$error" 'BEGIN { exit !(e <= 10 && e >= -10) }'
done

# What a smaller size had is gone when the next begins.
planned="$(photo="$root/examples/photo-castle.jpg" painting="$root/examples/painting-ink.jpg" planned_kib -n 12)"
measured="$(peak_of dotnet "$program" transfer "$root/examples/photo-castle.jpg" "$root/examples/painting-ink.jpg" -o "$work/out.png" \
  -n 12)"
check "three sizes: planned $((${planned:-0} / 1024)) MiB, measured $((${measured:-0} / 1024)) MiB" \
  awk -v p="${planned:-0}" -v m="${measured:-0}" 'BEGIN { exit !(m > 0 && m <= 1.03 * p) }'

# A run that is made to fit stays within its limit, with what writes and watches it; 3 % for what cannot be foreseen. With "all" the whole
# table, for bench/README.md.
# within SIZE LIMIT OPTION...: one row.
within() {
  local size="$1" limit="$2" kib
  shift 2
  case "$limit" in *MiB) kib=$((${limit%MiB} * 1024)) ;; *MB) kib=$((${limit%MB} * 1000000 / 1024)) ;; esac
  measured="$(peak_of dotnet "$program" "${command[@]}" --size "$size" -n "$steps" --scales 1 --backend simd --threads 2 --memory "$limit" \
    "$@")"
  check "$size pixels in $limit${*:+ with $*}: $((${measured:-0} * 1024 / 1000000)) MB, $((${measured:-0} * 100 / kib)) %" \
    test "${measured:-0}" -gt 0 -a "${measured:-0}" -le $((kib * 103 / 100))
  rm -rf "$work"/fit*
}

command=(transfer "$photo" "$painting" -o "$work/fit.png")
# As many steps as fill the pairs that fit.
steps=12
within 512 360MiB --history 30
check "and says how" grep -q 'curvature pairs instead of 30' "$work/stdout"
steps=3
within 512 300MB
within 512 300MB --checkpoint "$work/fit.checkpoint" --checkpoint-every 1 --save-every 1
if [ "${1:-}" = all ]; then
  within 256 200MB
  within 512 300MB --checkpoint "$work/fit.checkpoint" --checkpoint-every 1
  within 512 300MB --save-every 1
  within 512 300MB --preview
  within 512 300MB --color match --color-match histogram
  within 512 300MB --color keep
  within 768 450MB
  within 1024 600MB
  within 1024 600MB --checkpoint "$work/fit.checkpoint" --checkpoint-every 1 --save-every 1 --preview
  within 1024 600MB --color match --color-match histogram
  within 1536 1000MB --save-every 1
  echo "a batch of three pictures:"
  command=(batch --content "$photo" --style "$painting" "$root/examples/painting-poppies.jpg" "$root/examples/painting-sunset.jpg"
    -o "$work/fit.batch")
  within 512 300MB --save-every 1
fi

# The system ends a process that goes beyond its group's limit. Version 1 of control groups has folders by what they limit.
if [ -d /sys/fs/cgroup/memory ]; then group=/sys/fs/cgroup/memory/istyle-$$ limit=memory.limit_in_bytes
else group=/sys/fs/cgroup/istyle-$$ limit=memory.max; fi
if mkdir "$group" 2>/dev/null && echo 400000000 2>/dev/null >"$group/$limit"; then
  at_exit rmdir "$group"
  in_group() { (echo "$BASHPID" >"$group/cgroup.procs" && exec "$@"); }
  in_group dotnet "$program" transfer "$photo" "$painting" -o "$work/group.png" --size 640 -n 3 --scales 1 --backend simd --threads 2 \
    >"$work/stdout" 2>"$work/stderr"
  check "a run of 0.6 GB in a container of 400 MB is made to fit it" [ "$?" = 0 ]
else
  skip "no container to run in: making a control group needs root, and its memory controller"
fi

# processor_ms COMMAND...: user and system time.
processor_ms() {
  local TIMEFORMAT='%U %S'
  { time "$@" >"$work/stdout" 2>"$work/stderr"; } 2>&1 | awk '{ printf "%d\n", 1000 * ($1 + $2) }'
}

# Some noise, as a camera's sensor has; each line begins a sample later.
row="$(LC_ALL=C awk 'BEGIN { srand(1); for (x = 0; x < 18000; x++) printf "%c", 48 + int(x / 400) + int(4 * rand()) }')"
{ printf 'P6\n6000 4000\n255\n'; yes "$row" | head -c 72000000; } >"$work/large.ppm"
istyle sheet "$work/large.ppm" -o "$work/large.jpg" --size 0 --margin 0 --labels '' >"$work/stdout" 2>&1
options=(--size 640 --backend simd --threads 2)
measured="$(peak_of dotnet "$program" plan "$work/large.jpg" "$painting" "${options[@]}")"
check "a JPEG of 24 megapixels for 640: $((${measured:-0} / 1024)) MiB until the first step" \
  test "${measured:-0}" -gt 0 -a "${measured:-0}" -le $((350 * 1024))
small="$(processor_ms istyle plan "$photo" "$painting" "${options[@]}")"
large="$(processor_ms istyle plan "$work/large.jpg" "$painting" "${options[@]}")"
# 0.3 s where nothing else runs.
check "and $((${large:-0} - ${small:-0})) ms of processor time more than the giraffe's ${small:-0}" \
  test "${large:-0}" -gt 0 -a $((${large:-0} - ${small:-0})) -le 1500
istyle plan "$work/large.ppm" "$painting" "${options[@]}" --memory 250MB >"$work/stdout" 2>"$work/stderr"
check "a picture whose decoder does not fit --memory is refused by its header" grep -q 'reading it alone takes up to' "$work/stderr"
finish

#!/usr/bin/env bash
# The planned memory against the peak of the process that then runs: within 10 % at three sizes.
. "$(dirname "$0")/support/script.sh"

[ -r /proc/self/status ] || skip_all "no /proc: the peak of a process cannot be read"

# peak_of COMMAND...: the most that the process had resident, in KiB.
peak_of() {
  local pid now peak=0
  "$@" >"$work/stdout" 2>"$work/stderr" &
  pid=$!
  while now="$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$pid/status" 2>/dev/null)" && [ -n "$now" ]; do
    peak="$now"
    sleep 0.01
  done
  wait "$pid" || return
  echo "$peak"
}

# planned_kib OPTIONS...: what 'plan' says, in KiB.
planned_kib() {
  istyle plan "$photo" "$painting" "$@" | sed -n 's/^memory: about \([0-9.]*\) \([MG]\)iB.*/\1 \2/p' |
    awk '{ printf "%d\n", $1 * ($2 == "G" ? 1024 * 1024 : 1024) }'
}

for size in 256 512 1024; do
  options=(--size "$size" -n 2 --scales 1 --backend simd --threads 2)
  planned="$(planned_kib "${options[@]}")"
  measured="$(peak_of dotnet "$program" transfer "$photo" "$painting" -o "$work/out.png" "${options[@]}")"
  error="$(awk -v p="${planned:-0}" -v m="${measured:-0}" 'BEGIN { printf("%.1f", (m > 0) ? 100 * (p - m) / m : 999) }')"
  check "$size pixels: planned $((${planned:-0} / 1024)) MiB, measured $((${measured:-0} / 1024)) MiB ($error %)" \
    awk -v e="$error" 'BEGIN { exit !(e <= 10 && e >= -10) }'
done

# A run that is made to fit stays below its limit, with a tenth for what cannot be foreseen.
options=(--size 1024 -n 2 --scales 1 --backend simd --threads 2 --history 30 --memory 1100MiB)
measured="$(peak_of dotnet "$program" transfer "$photo" "$painting" -o "$work/out.png" "${options[@]}")"
check "1024 pixels with 30 pairs in 1100 MiB: $((${measured:-0} / 1024)) MiB" \
  test "${measured:-0}" -gt 0 -a "${measured:-0}" -le $((1100 * 1024 * 11 / 10))
check "and says how" grep -q 'curvature pairs instead of 30' "$work/stdout"
finish

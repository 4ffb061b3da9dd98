#!/usr/bin/env bash
# gpu.sh pack DIR             publishes the program with its runtime into DIR/istyle-gpu.tar.xz (at most 64 MB), for a Linux machine with a
#                             graphics card and nothing else: no SDK, no network. Needs the SDK and, once, the runtime's packages.
# gpu.sh run DIR OUT          there: what devices there are, whether they compute rightly (operators, evaluations, golden files),
#                             seconds per evaluation, PyTorch on the same card where python3 has it, a whole run. At most 8 minutes; every
#                             part has its own
#                             limit, and one that fails does not end the rest. Writes OUT/gpu.json, OUT/gpu.txt, OUT/gpu.log, OUT/gpu.png.
# DIR may also be a folder with program/istyle and program/istyle-bench, not packed. Environment of run: BACKEND (default: cuda; a name
# as of --backend), SIZES (default: "512 1024"), VARIANTS, SIDE of the proof's picture, PROOF_SECONDS, REPEATS, RUN_SIZE,
# RUN_STEPS, SECONDS_IN_ALL.
set -uo pipefail
root="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)"
archive=istyle-gpu.tar.xz
usage() {
  sed -n '2,/^set/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
  exit 1
}

pack() {
  local folder="$1" size
  staging="$(mktemp -d)"
  trap 'rm -rf "$staging"' EXIT
  mkdir -p "$folder" "$staging/program" "$staging/golden" "$staging/pictures"
  # The bench first: what both have is the same, and the program's own files win.
  for project in bench/IlgpuStyle.Bench src/IlgpuStyle.Cli; do
    dotnet publish "$root/$project" -c Release -r linux-x64 --self-contained -v quiet -nodeReuse:false -p:RunAnalyzers=false \
      -p:DebugType=none -p:GenerateDocumentationFile=false -o "$staging/program" >&2 || {
      echo "gpu.sh: $project cannot be published; its errors stand above" >&2
      return 1
    }
  done
  # BenchmarkDotNet and what it needs, which the evaluation timer does not; debuggers' libraries.
  rm -rf "$staging"/program/{Microsoft.CodeAnalysis*,Microsoft.Diagnostics.*,BenchmarkDotNet*,Iced.dll,Gee.External.*,Perfolizer.dll} \
    "$staging"/program/{libcapstone*,amd64,arm64,x86} \
    "$staging"/program/{libmscordaccore.so,libmscordbi.so,libcoreclrtraceptprovider.so,createdump,*.pdb,*.xml}
  cp "$root"/tests/IlgpuStyle.Tests/Golden/vgg19-small-*.safetensors "$staging/golden/"
  cp "$root/examples/photo-giraffe.jpg" "$staging/pictures/photo.jpg"
  cp "$root/examples/painting-night.jpg" "$staging/pictures/painting.jpg"
  cp "$root/bench/peers/vgg19_torch.py" "$staging/"
  tar -C "$staging" -cf - . | xz -6 -T0 >"$folder/$archive.new" && mv -f "$folder/$archive.new" "$folder/$archive" || return 1
  size=$(stat -c %s "$folder/$archive")
  echo "$folder/$archive: $((size >> 20)) MiB"
  [ "$size" -le 64000000 ] || {
    echo "gpu.sh: $folder/$archive has $size bytes: expected 64000000 at most" >&2
    return 1
  }
}

# left: seconds until all must be done.
left() { echo $((limit - SECONDS)); }

# quoted TEXT: a JSON string of one line.
quoted() {
  local text="${1//\\/\\\\}"
  text="${text//\"/\\\"}"
  printf '"%s"' "$(tr -d '\000-\037' <<<"$text")"
}

# part NAME LIMIT COMMAND...: its output goes to the log and to $here/part, its status and last JSON line to the results.
part() {
  local name="$1" allowed="$2" begin status result state seconds
  shift 2
  [ "$allowed" -le "$(left)" ] || allowed=$(left)
  echo "== $name: $*" >>"$log"
  begin=$(date +%s%N)
  if [ "$allowed" -le 0 ]; then
    : >"$here/part"
    status=124
  else
    timeout --kill-after=5 "$allowed" "$@" >"$here/part" 2>&1
    status=$?
  fi
  seconds="$(awk -v ns=$(($(date +%s%N) - begin)) 'BEGIN { printf "%.2f", ns / 1e9 }')"
  cat "$here/part" >>"$log"
  case $status in
    0) state=ok ;;
    124 | 137) state="not done after $allowed s" ;;
    *) state="failed ($status): $(tail -1 "$here/part")" ;;
  esac
  result="$(grep -a '^{.*}$' "$here/part" | tail -1)"
  parts+=("{\"name\": $(quoted "$name"), \"seconds\": $seconds, \"state\": $(quoted "$state"), \"result\": ${result:-null}}")
  line "$name" "$seconds" "$state" "$result"
  write_json
  [ "$status" = 0 ]
}

# number NAME JSON: a field's number, or a dash.
number() {
  local value
  value="$(grep -o "\"$1\": *[0-9.eE+-]*" <<<"$2" | sed 's/.*: *//')"
  echo "${value:--}"
}

# line NAME SECONDS STATE JSON: a row of the table.
line() {
  local bytes
  bytes="$(number backend_bytes "$4")"
  [ "$bytes" = - ] || bytes="$(awk -v b="$bytes" 'BEGIN { printf "%d", b / 1048576 }')"
  printf '%-44s %9s %10.7s %10.7s %9s  %s\n' "$1" "$2" "$(number median_s "$4")" "$(number min_s "$4")" "$bytes" "$3" | tee -a "$table"
}

write_json() {
  local joined
  joined="$(printf '    %s,\n' "${parts[@]}")"
  printf '{\n  "machine": %s,\n  "backend": %s,\n  "parts": [\n%s\n  ]\n}\n' \
    "$(quoted "$machine")" "$(quoted "$backend")" "${joined%,}" >"$json.new" && mv -f "$json.new" "$json"
}

run() {
  local folder="$1" size variant format tf32
  out="$2" limit="${SECONDS_IN_ALL:-470}" backend="${BACKEND:-cuda}"
  json="$out/gpu.json" table="$out/gpu.txt" log="$out/gpu.log"
  here="$(mktemp -d)"
  trap 'rm -rf "$here"' EXIT
  mkdir -p "$out"
  : >"$log"
  parts=()
  if [ -f "$folder/$archive" ]; then
    # Not every machine has xz; python3 has its own.
    tar -C "$here" -xJf "$folder/$archive" 2>/dev/null ||
      python3 -c 'import sys, tarfile; tarfile.open(sys.argv[1]).extractall(sys.argv[2])' "$folder/$archive" "$here" || {
      echo "gpu.sh: '$folder/$archive' cannot be unpacked; install xz" >&2
      return 1
    }
    folder="$here"
  fi
  [ -x "$folder/program/istyle" ] && [ -x "$folder/program/istyle-bench" ] || {
    echo "gpu.sh: '$folder' holds neither $archive nor program/istyle and program/istyle-bench; make it with: gpu.sh pack $folder" >&2
    return 1
  }
  istyle="$folder/program/istyle" bench="$folder/program/istyle-bench"
  export ILGPUSTYLE_HOME="$here/home"
  local cards
  cards="$(nvidia-smi --query-gpu=name,driver_version,memory.total,clocks.max.sm --format=csv,noheader 2>/dev/null | paste -sd';')"
  machine="$(uname -srm), $(nproc) processors, $cards"
  { echo "$machine"; printf '%-44s %9s %10s %10s %9s\n' part seconds "median s" "min s" MiB; } | tee "$table"
  part devices 30 "$istyle" devices
  sed 's/^/  /' "$here/part" | tee -a "$table"
  part "proof" "${PROOF_SECONDS:-150}" "$istyle" devices --prove --backend "$backend" --size "${SIDE:-48}" \
    --golden "$folder"/golden/*.safetensors
  grep -a -E 'FAILED|values agree|beyond tolerance' "$here/part" | sed 's/^/  /' | tee -a "$table"
  has_torch=0
  if timeout 60 python3 -c 'import torch; assert torch.cuda.is_available()' 2>>"$log"; then has_torch=1; fi
  for size in ${SIZES:-512 1024}; do
    part "case $size" 30 "$bench" case "$here/case" "$size" || continue
    for variant in ${VARIANTS:-direct winograd automatic half tensor tf32}; do
      options=(--convolution "$variant")
      case $variant in
        half) options=(--half) ;;
        tensor) options=(--convolution tensor --tf32) ;;
        tf32) options=(--tf32) ;;
      esac
      # OpenCL and the processor have no tensor cores.
      [[ " ${options[*]} " != *" --tf32 "* || $backend = cuda* ]] || continue
      part "evaluate $size, $variant" 60 "$bench" evaluate "$here/case" --backend "$backend" --repeats "${REPEATS:-9}" "${options[@]}"
    done
    [ "$has_torch" = 1 ] || continue
    for tf32 in "" --no-tf32; do
      for format in "" --channels-last; do
        # shellcheck disable=SC2086
        part "pytorch $size ${tf32:-tf32} ${format:-contiguous}" 60 python3 "$folder/vgg19_torch.py" "$here/case" --cuda \
          --repeats "${REPEATS:-9}" $tf32 $format
      done
    done
  done
  [ "$has_torch" = 1 ] || echo "no PyTorch that sees a card: nothing to compare with" | tee -a "$table"
  rm -f "$here/case"
  part "whole run of ${RUN_SIZE:-1024} pixels" 90 "$istyle" transfer "$folder/pictures/photo.jpg" "$folder/pictures/painting.jpg" \
    -o "$out/gpu.png" --size "${RUN_SIZE:-1024}" -n "${RUN_STEPS:-40}" --backend "$backend" --progress plain
  grep -a -E '^(backend|memory):' "$here/part" | sed 's/^/  /' | tee -a "$table"
  echo "in all $SECONDS s; wrote $json"
}

case "${1:-}" in
  pack) [ $# = 2 ] || usage; pack "$2" ;;
  run) [ $# = 3 ] || usage; run "$2" "$3" ;;
  *) usage ;;
esac

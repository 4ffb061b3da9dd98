#!/usr/bin/env bash
# bench/gpu.sh from end to end on ILGPU's CPU accelerator, in small: what a machine with a graphics card would run.
. "$(dirname "$0")/support/script.sh"

mkdir -p "$work/gpu/program" "$work/gpu/golden" "$work/gpu/pictures"
# The built program in place of a published one.
for name in IlgpuStyle.Cli/release/istyle IlgpuStyle.Bench/release/istyle-bench; do
  printf '#!/bin/sh\nexec dotnet %q "$@"\n' "$root/artifacts/bin/$name.dll" >"$work/gpu/program/$(basename "$name")"
done
chmod +x "$work"/gpu/program/*
cp "$root/tests/IlgpuStyle.Tests/Golden/vgg19-small-avg.safetensors" "$work/gpu/golden/"
cp "$photo" "$work/gpu/pictures/photo.jpg"
cp "$painting" "$work/gpu/pictures/painting.jpg"

BACKEND=ilgpu-cpu SIZES=16 VARIANTS=direct SIDE=16 REPEATS=1 RUN_SIZE=16 RUN_STEPS=1 PROOF_SECONDS=400 SECONDS_IN_ALL=540 \
  "$root/bench/gpu.sh" run "$work/gpu" "$work/out" >"$work/said" 2>&1
check "gpu.sh run" [ $? = 0 ]
sed 's/^/  /' "$work/said"
check "every part is done" [ "$(grep -c '"state": "ok"' "$work/out/gpu.json")" = 5 ]
check "the device computes what the processor computes" grep -q '^  all .* values agree' "$work/out/gpu.txt"
check "the picture" [ -s "$work/out/gpu.png" ]
if command -v python3 >/dev/null; then
  check "gpu.json is JSON" python3 -m json.tool "$work/out/gpu.json" "$work/json"
else
  skip "no python3 to read gpu.json with"
fi
SECONDS_IN_ALL=0 BACKEND=ilgpu-cpu "$root/bench/gpu.sh" run "$work/gpu" "$work/late" >"$work/said" 2>&1
check "what comes too late is told, part by part" grep -q '"whole run of 1024 pixels".*"not done after' "$work/late/gpu.json"
check "a folder without the program is refused in one line" grep -q 'make it with' <("$root/bench/gpu.sh" run "$work" "$work/none" 2>&1)
finish

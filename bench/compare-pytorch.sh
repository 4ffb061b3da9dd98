#!/usr/bin/env bash
# compare-pytorch.sh [SIZE ...]: our SIMD backend and PyTorch's best case in turn, on the same cores, the same network and the same
# losses; prints seconds per evaluation (median, min), the ratio, peak memory, and how far loss and gradient are apart.
# Environment: THREADS (default: all cores), REPEATS (default 7), ROUNDS (default 2: ours, theirs, ours, theirs), AVX2=1 (both without AVX-512).
# Installs nothing. Needs python3 with torch and numpy (Debian: python3-torch python3-numpy libopenblas0-pthread).
set -euo pipefail
root="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)"
sizes=("$@"); [ ${#sizes[@]} -gt 0 ] || sizes=(256 512 768)
threads="${THREADS:-$(nproc)}" repeats="${REPEATS:-7}" rounds="${ROUNDS:-2}" python="${PYTHON:-/usr/bin/python3}"
"$python" -c 'import torch, numpy' 2>/dev/null || {
  echo "compare-pytorch.sh: $python has no torch and numpy; on Debian: apt-get install python3-torch python3-numpy libopenblas0-pthread" >&2
  exit 1
}
dotnet build "$root/bench/IlgpuStyle.Bench" -c Release -v quiet -nodeReuse:false >&2
bench=(dotnet "$root/artifacts/bin/IlgpuStyle.Bench/release/istyle-bench.dll")
cpus="0-$((threads - 1))"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
# OpenBLAS chooses its kernels by the processor's name and takes AVX2's for those that it does not know.
if [ "${AVX2:-0}" = 1 ]; then
  export DOTNET_EnableAVX512=0 DNNL_MAX_CPU_ISA=AVX2 OPENBLAS_CORETYPE=Haswell
elif grep -qw avx512f /proc/cpuinfo; then
  export OPENBLAS_CORETYPE="${OPENBLAS_CORETYPE:-SkylakeX}"
fi
export OMP_NUM_THREADS="$threads" OPENBLAS_NUM_THREADS="$threads"
for size in "${sizes[@]}"; do
  "${bench[@]}" case "$folder/case" "$size"
  for ((round = 1; round <= rounds; round++)); do
    taskset -c "$cpus" "${bench[@]}" evaluate "$folder/case" --threads "$threads" --repeats "$repeats" --gradient "$folder/ours" >>"$folder/ours.$size"
    taskset -c "$cpus" "$python" "$root/bench/peers/vgg19_torch.py" "$folder/case" --threads "$threads" --repeats "$repeats" \
      --out "$folder/theirs.npy" >>"$folder/theirs.$size"
    taskset -c "$cpus" "$python" "$root/bench/peers/vgg19_torch.py" "$folder/case" --threads "$threads" --repeats "$repeats" \
      --channels-last >>"$folder/theirs.$size"
  done
  "$python" "$root/bench/peers/compare.py" "$size" "$folder/ours.$size" "$folder/theirs.$size" "$folder/ours" "$folder/theirs.npy"
done

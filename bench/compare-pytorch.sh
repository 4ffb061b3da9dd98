#!/usr/bin/env bash
# compare-pytorch.sh [SIZE ...]: our SIMD backend and PyTorch's best case in turn, on the same cores, the same network and the same
# losses; prints seconds per evaluation (median, min), the ratio round by round, peak memory, and how far loss and gradient are apart.
# The peer is LibTorch 2.10 through TorchSharp (peers/LibTorch, restored and built here), and python3-torch beside it where installed.
# The peer keeps the memory it frees: by default glibc gives every large tensor back to the system, and each evaluation then pays for its
# pages anew (on some virtual machines more than half of its time). That is no fault of its kernels.
# Environment: THREADS (default: all cores), REPEATS (default 7), ROUNDS (default 3), AVX2=1 (both without AVX-512), PYTHON.
# Needs python3 with numpy.
set -euo pipefail
root="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)"
sizes=("$@"); [ ${#sizes[@]} -gt 0 ] || sizes=(256 512 1024)
threads="${THREADS:-$(nproc)}" repeats="${REPEATS:-7}" rounds="${ROUNDS:-3}" python="${PYTHON:-/usr/bin/python3}"
"$python" -c 'import numpy' 2>/dev/null || {
  echo "compare-pytorch.sh: $python has no numpy; on Debian: apt-get install python3-numpy" >&2
  exit 1
}
formats=(contiguous channels_last)
peer_memory=(MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=17179869184 MALLOC_TOP_PAD_=268435456)
dotnet build "$root/bench/IlgpuStyle.Bench" -c Release -v quiet -nodeReuse:false >&2
dotnet build "$root/bench/peers/LibTorch" -c Release -v quiet -nodeReuse:false >&2
bench=(dotnet "$root/artifacts/bin/IlgpuStyle.Bench/release/istyle-bench.dll")
peer="$root/artifacts/bin/LibTorch/release"
# The package's libraries look for each other beside themselves, and on Debian 12 one is too new for libstdc++.
export LD_LIBRARY_PATH="$peer${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
if ldd "$peer/libLibTorchSharp.so" 2>&1 | grep -q "GLIBCXX_3.4.32' not found"; then
  "$python" "$root/bench/peers/weaken.py" "$peer/libLibTorchSharp.so"
fi
cpus="0-$((threads - 1))"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
# OpenBLAS, of python3-torch, chooses its kernels by the processor's name and takes AVX2's for those that it does not know.
if [ "${AVX2:-0}" = 1 ]; then
  export DOTNET_EnableAVX512=0 DNNL_MAX_CPU_ISA=AVX2 ONEDNN_MAX_CPU_ISA=AVX2 ATEN_CPU_CAPABILITY=avx2 MKL_ENABLE_INSTRUCTIONS=AVX2 \
    OPENBLAS_CORETYPE=Haswell
elif grep -qw avx512f /proc/cpuinfo; then
  export OPENBLAS_CORETYPE="${OPENBLAS_CORETYPE:-SkylakeX}"
fi
export OMP_NUM_THREADS="$threads" OPENBLAS_NUM_THREADS="$threads"
has_python=0
if "$python" -c 'import torch' 2>/dev/null; then has_python=1; fi
for size in "${sizes[@]}"; do
  "${bench[@]}" case "$folder/case" "$size"
  for ((round = 1; round <= rounds; round++)); do
    taskset -c "$cpus" "${bench[@]}" evaluate "$folder/case" --threads "$threads" --repeats "$repeats" --gradient "$folder/ours" \
      >>"$folder/ours.$size"
    for format in "${formats[@]}"; do
      env "${peer_memory[@]}" taskset -c "$cpus" dotnet "$peer/LibTorch.dll" "$folder/case" "$threads" "$repeats" "$format" \
        "$folder/theirs.npy" >>"$folder/theirs.$size"
      [ "$has_python" = 0 ] || env "${peer_memory[@]}" taskset -c "$cpus" "$python" "$root/bench/peers/vgg19_torch.py" "$folder/case" \
        --threads "$threads" \
        --repeats "$repeats" $([ "$format" = contiguous ] || echo --channels-last) >>"$folder/theirs.$size"
    done
  done
  "$python" "$root/bench/peers/compare.py" "$size" "$folder/ours.$size" "$folder/theirs.$size" "$folder/ours" "$folder/theirs.npy"
done

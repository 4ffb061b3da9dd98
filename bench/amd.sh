#!/usr/bin/env bash
# amd.sh [PROCESSOR...]: every kernel's OpenCL C through clang's AMD back end, without a card: registers, scratch memory, multiply-adds,
# barriers. Default: gfx90a (Instinct MI200) and gfx1030 (Radeon RX 6800). Exits 1 if a kernel needs scratch memory (spills).
# Environment: CLANG (default: clang, clang-14). On Debian: apt-get install clang.
set -euo pipefail
root="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)"
clang="${CLANG:-$(command -v clang || command -v clang-14 || true)}"
[ -n "$clang" ] && "$clang" --print-targets | grep -q amdgcn || {
  echo "amd.sh: no clang with the AMD back end; on Debian: apt-get install clang" >&2
  exit 1
}
processors=("$@"); [ ${#processors[@]} -gt 0 ] || processors=(gfx90a gfx1030)
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
"$root/istyle" kernels --arch opencl --dump "$work/source" >"$work/report"
# What the driver's own library would define; the kernels call nothing else.
cat >"$work/prelude.h" <<'C'
#pragma OPENCL EXTENSION cl_khr_fp16 : enable
typedef unsigned int uint; typedef unsigned long ulong; typedef unsigned short ushort; typedef unsigned char uchar; typedef ulong size_t;
#define CLK_LOCAL_MEM_FENCE 1
#define CLK_GLOBAL_MEM_FENCE 2
#define INLINE static inline __attribute__((always_inline))
INLINE uint get_local_id(uint d) {
  return d == 0 ? __builtin_amdgcn_workitem_id_x() : d == 1 ? __builtin_amdgcn_workitem_id_y() : __builtin_amdgcn_workitem_id_z();
}
INLINE uint get_group_id(uint d) {
  return d == 0 ? __builtin_amdgcn_workgroup_id_x() : d == 1 ? __builtin_amdgcn_workgroup_id_y() : __builtin_amdgcn_workgroup_id_z();
}
INLINE uint get_local_size(uint d) {
  return d == 0 ? __builtin_amdgcn_workgroup_size_x() : d == 1 ? __builtin_amdgcn_workgroup_size_y()
    : __builtin_amdgcn_workgroup_size_z();
}
INLINE uint get_num_groups(uint d) { return __builtin_amdgcn_grid_size_x() / __builtin_amdgcn_workgroup_size_x(); }
// This clang knows no fence of one address space alone: it waits for all of the group's memory, whatever the kernel asks for.
#define work_group_barrier(flags) \
  do { __builtin_amdgcn_fence(__ATOMIC_RELEASE, "workgroup"); __builtin_amdgcn_s_barrier(); \
    __builtin_amdgcn_fence(__ATOMIC_ACQUIRE, "workgroup"); } while (0)
#define as_int(x) __builtin_astype((x), int)
#define as_uint(x) __builtin_astype((x), uint)
#define as_float(x) __builtin_astype((x), float)
INLINE __attribute__((overloadable)) int min(int a, int b) { return a < b ? a : b; }
INLINE __attribute__((overloadable)) int max(int a, int b) { return a > b ? a : b; }
INLINE __attribute__((overloadable)) long min(long a, long b) { return a < b ? a : b; }
INLINE __attribute__((overloadable)) long max(long a, long b) { return a > b ? a : b; }
INLINE __attribute__((overloadable)) float min(float a, float b) { return __builtin_fminf(a, b); }
INLINE __attribute__((overloadable)) float max(float a, float b) { return __builtin_fmaxf(a, b); }
#define fma(a, b, c) __builtin_fmaf((a), (b), (c))
#define fabs(x) __builtin_fabsf(x)
#define sqrt(x) __builtin_sqrtf(x)
#define NAN __builtin_nanf("")
#define INFINITY __builtin_inff()
#define isnan(x) __builtin_isnan(x)
INLINE float vload_half(ulong i, const global half *p) { return (float)p[i]; }
INLINE void vstore_half(float x, ulong i, global half *p) { p[i] = (half)x; }
C
status=0
for processor in "${processors[@]}"; do
  printf '%-40s %5s %5s %8s %6s %6s %6s %9s\n' "$processor" VGPR SGPR scratch fma mul add barriers
  for source in "$work"/source/*.cl; do
    name="$(basename "$source" .cl)" assembly="$work/kernel.s"
    "$clang" -x cl -cl-std=CL2.0 -Xclang -cl-ext=+cl_khr_fp16 -target amdgcn-amd-amdhsa -mcpu="$processor" -nogpulib -O3 -w \
      -include "$work/prelude.h" -S -o "$assembly" "$source" 2>"$work/errors" || {
      echo "$name: clang refuses it: $(head -1 "$work/errors")"
      status=1
      continue
    }
    value() { sed -n "s/^; *$1: *\([0-9]*\).*/\1/p" "$assembly" | sort -n | tail -1; }
    count() { grep -cE "^\s+$1" "$assembly" || true; }
    scratch="$(value ScratchSize)"
    printf '%-40s %5s %5s %8s %6s %6s %6s %9s\n' "$name" "$(value NumVgprs)" "$(value NumSgprs)" "$scratch" \
      "$(count 'v_(fma|fmac|pk_fma|mad)[a-z_]*_f32')" "$(count 'v_(pk_)?mul_f32')" "$(count 'v_(pk_)?(add|sub|subrev)_f32')" \
      "$(count s_barrier)"
    [ "${scratch:-0}" = 0 ] || status=1
  done
done
exit $status

#!/usr/bin/env bash
# Every kernel through NVIDIA's assembler: none may spill registers, use a stack, or need more registers than its launch bound leaves it.
# ISTYLE_PTXAS names a ptxas (nvdisasm beside it); without it Debian's is fetched once, into artifacts/cuda.
. "$(dirname "$0")/support/script.sh"

ptxas="${ISTYLE_PTXAS:-}"
if [ -z "$ptxas" ]; then
  timeout 100 "$root/tests/scripts/support/fetch-ptxas.sh" "$root/artifacts/cuda" 2>"$work/fetch" ||
    skip_all "no ptxas: $(tail -1 "$work/fetch")"
  ptxas="$root/artifacts/cuda/usr/bin/ptxas"
fi

for architecture in sm_90; do
  if istyle kernels --arch "$architecture" --ptxas "$ptxas" >"$work/table" 2>"$work/errors"; then
    ok "$architecture: $(tail -1 "$work/table")"
  else
    not_ok "$architecture: $(tail -1 "$work/errors")"
  fi
done
sed -n '/^assembled for/,$p' "$work/table" | grep -E '^(assembled|.*%)'

finish

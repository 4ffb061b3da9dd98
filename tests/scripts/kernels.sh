#!/usr/bin/env bash
# Every kernel through NVIDIA's assembler: none may spill registers, use a stack, or need more registers than its launch bound leaves it.
# ISTYLE_PTXAS names a ptxas (nvdisasm beside it); tests/scripts/support/fetch-ptxas.sh FOLDER fetches Debian's (84 MB).
. "$(dirname "$0")/support/script.sh"

ptxas="${ISTYLE_PTXAS:-$(command -v ptxas)}"
[ -n "$ptxas" ] || skip_all "no ptxas; tests/scripts/support/fetch-ptxas.sh FOLDER fetches one, ISTYLE_PTXAS=FOLDER/usr/bin/ptxas names it"

for architecture in sm_80 sm_86 sm_90; do
  if istyle kernels --arch "$architecture" --ptxas "$ptxas" >"$work/table" 2>"$work/errors"; then
    ok "$architecture: $(tail -1 "$work/table")"
  else
    not_ok "$architecture: $(tail -1 "$work/errors")"
  fi
done
sed -n '/^assembled for/,$p' "$work/table" | grep -E '^(assembled|.*%)'

finish

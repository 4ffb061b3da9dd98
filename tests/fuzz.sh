#!/usr/bin/env bash
# fuzz.sh [CASES] [KIND]: the fuzz tests with so many cases of each kind (10000 unless given), and what they came to as a table. KIND is a
# part of a test's name: Weights, Checkpoint, Record, JobFile, Http, Picture. Needs a build (./test.sh makes one).
set -uo pipefail
root="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)"
export ISTYLE_FUZZ_CASES="${1:-10000}" DOTNET_NOLOGO=1
log="$root/artifacts/fuzz.log"
dotnet test "$root/tests/IlgpuStyle.Tests/IlgpuStyle.Tests.csproj" -c Release --no-build --nologo -nodeReuse:false \
  --filter "FullyQualifiedName~${2:-}FuzzTests" --logger "console;verbosity=detailed" \
  -- xUnit.ParallelizeTestCollections=false >"$log" 2>&1
status=$?
echo '| kind | seed | cases | refused | most allocated | longest, of the processor |'
echo '|---|---|---|---|---|---|'
sed -n 's/^ *fuzz \(| .*\)$/\1 |/p' "$log" | sort
grep -E '^ *(Passed|Failed|Total tests|Test Run)' "$log" | grep -vE 'Passed IlgpuStyle' | tail -n 4
[ "$status" = 0 ] || { echo "failed; the whole log is $log"; exit 1; }

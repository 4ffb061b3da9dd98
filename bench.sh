#!/usr/bin/env bash
# bench.sh [FILTER]: BenchmarkDotNet over the operators; FILTER is a glob such as '*Convolution*' (default: all).
set -euo pipefail
root="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)"
cd "$root"
exec dotnet run -c Release --project bench/IlgpuStyle.Bench -- --filter "${1:-*}" --artifacts artifacts/benchmarks

#!/usr/bin/env bash
# test.sh [--quick|--scripts]: builds everything in Release and runs every test; the last line is the count over all runs.
# --quick leaves out the scripts and the repeats: lower instruction sets.
# --scripts runs only the scripts of tests/scripts.
# The tests run beside the scripts and the repeats; each is printed whole when it has ended.
set -uo pipefail
exec </dev/null

root="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)"
cd "$root" || exit 2
# shellcheck source=.ci/build.sh
. .ci/build.sh
results="$root/artifacts/test-results"
tests=artifacts/bin/IlgpuStyle.Tests/release/IlgpuStyle.Tests.dll
# Several times what the slowest takes where nothing else runs.
script_seconds=600
# What measures the memory and the time of a process has the machine for itself.
alone=memory.sh
passed=0 failed=0 skipped=0 total=0
tests_pid="" script_pid=""
mkdir -p "$results"

# What runs in the background ends with this, however this ends. timeout passes the signal on to the script and its processes.
stop() {
  if [ -n "$tests_pid" ]; then kill -- "-$tests_pid" 2>/dev/null; fi
  if [ -n "$script_pid" ]; then kill "$script_pid" 2>/dev/null; fi
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

finish() {
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" = 0 ] && [ "$total" -gt 0 ]
  exit
}

# build PROJECT [MSBUILD_ARGUMENT...]; a build that fails counts as one failure and ends the script.
build() {
  mkdir -p artifacts
  echo "== Building $*"
  with_build_lock dotnet build "$1" -c Release -v quiet -nodeReuse:false "${@:2}" >artifacts/test-build.log 2>&1 &&
    return
  print_build_errors artifacts/test-build.log
  failed=$((failed + 1))
  finish
}

# counter NAME FILE: one attribute of the TRX summary; 0 when it is not there.
counter() {
  local value
  value="$(grep -o '<Counters [^>]*' "$2" | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*')"
  echo "${value:-0}"
}

# skip_reasons FILE: why tests of a TRX file were skipped, each reason once, with the number of tests.
skip_reasons() {
  sed -n '/outcome="NotExecuted"/,/<\/UnitTestResult>/s/.*<Message>\(.*\)<\/Message>.*/  skipped: \1/p' "$1" |
    sed 's/&gt;/>/g; s/&lt;/</g; s/&quot;/"/g; s/&amp;/\&/g' | sort | uniq -c
}

# run NAME [VARIABLE=VALUE...] [DOTNET_TEST_ARGUMENT...]: one run of the built tests, added to the totals.
run() {
  local name="$1" trx="$results/$1.trx" start=$SECONDS status run_total run_failed
  # A first generation of 64 MiB: tests make many arrays of a few hundred KiB, and a seventh of the processor time went into collections.
  local -a variables=(DOTNET_NOLOGO=1 DOTNET_GCgen0size=0x4000000)
  shift
  while [[ "${1:-}" =~ ^[A-Za-z_0-9]+= ]]; do variables+=("$1"); shift; done
  echo "== Running tests: $name"
  rm -f "$trx"
  # The assembly, not the project, which would be evaluated; and theories are told apart when they run, not by each of four discoveries.
  env "${variables[@]}" dotnet test "$tests" --nologo --results-directory "$results" \
    --logger "console;verbosity=minimal" --logger "trx;LogFileName=$name.trx" \
    --blame-hang-timeout 10min --blame-hang-dump-type none "$@" -- xunit.PreEnumerateTheories=false 2>&1 |
    grep -vE '^ *$|\[(SKIP|FAIL)\]$|^  Skipped |^Results File|^Test run for|^A total of|^Starting test|^Data collector'
  status=${PIPESTATUS[0]}
  echo "  $name: $((SECONDS - start)) s"
  if [ ! -f "$trx" ]; then
    echo "$name: no test ran (exit status $status)"
    failed=$((failed + 1))
    return
  fi
  skip_reasons "$trx"
  run_total=$(counter total "$trx")
  run_failed=$(($(counter failed "$trx") + $(counter error "$trx") + $(counter timeout "$trx") + $(counter aborted "$trx")))
  if [ "$run_failed" = 0 ] && { [ "$status" != 0 ] || [ "$run_total" = 0 ]; }; then
    echo "$name: the run broke off (exit status $status, $run_total tests)"
    run_failed=1
  fi
  total=$((total + run_total))
  passed=$((passed + $(counter passed "$trx")))
  failed=$((failed + run_failed))
  # The notExecuted counter stays 0 for skipped tests; those are the ones listed but not executed.
  skipped=$((skipped + run_total - $(counter executed "$trx")))
}

# script FILE: one script of tests/scripts, with the lines it prints added to the totals (its README says which).
script() {
  local name log start=$SECONDS status script_passed script_failed script_skipped
  name="$(basename "$1" .sh)"
  log="$results/script-$name.log"
  # Into a file, not a pipe: a process that a script forgot would keep a pipe open. As a job: others are born deaf to SIGINT.
  set -m
  timeout --kill-after=15 "$script_seconds" "$1" >"$log" 2>&1 &
  script_pid=$!
  set +m
  wait "$script_pid"
  status=$?
  script_pid=""
  echo "== Script: $name, $((SECONDS - start)) s"
  cat "$log"
  script_passed=$(grep -c '^ok ' "$log")
  script_failed=$(grep -c '^not ok ' "$log")
  script_skipped=$(grep -c '^skip: ' "$log")
  if [ "$status" = 124 ] || [ "$status" = 137 ]; then
    echo "not ok $name: not done after $script_seconds s"
    script_failed=$((script_failed + 1))
  elif [ "$script_failed" = 0 ] && { [ "$status" != 0 ] || [ $((script_passed + script_skipped)) = 0 ]; }; then
    echo "not ok $name: the script broke off (exit status $status)"
    script_failed=1
  fi
  total=$((total + script_passed + script_failed + script_skipped))
  passed=$((passed + script_passed))
  failed=$((failed + script_failed))
  skipped=$((skipped + script_skipped))
}

# Signals, terminals, schedulers, full disks: what a test inside a .NET process cannot show.
scripts() {
  local file
  for file in tests/scripts/*.sh; do
    if [ "$(basename "$file")" != "$alone" ]; then script "$file"; fi
  done
}

# The operators again with instruction sets switched off. A test reads ISTYLE_EXPECTED_TIER (avx512, avx2, v128 or scalar) and fails if
# a higher tier than that is in use.
repeats() {
  # Operators and golden files tell all: what is made of them is the same code at every tier.
  local whole="FullyQualifiedName~SimdTierTests|FullyQualifiedName~Golden_OnSimd"
  run simd-avx2 ISTYLE_EXPECTED_TIER=avx2 DOTNET_EnableAVX512=0 --filter "FullyQualifiedName~SimdOperatorTests|$whole"
  # Fewer lanes cross their blocks' borders within fewer channels, so the widths of VGG can be left out.
  local narrow="(FullyQualifiedName~SimdOperatorTests&Category!=Wide)|$whole"
  run simd-v128 ISTYLE_EXPECTED_TIER=v128 DOTNET_EnableAVX2=0 --filter "$narrow"
  run simd-scalar ISTYLE_EXPECTED_TIER=scalar DOTNET_EnableHWIntrinsic=0 --filter "$narrow"
}

# What runs in the background prints when it has ended, and leaves its counts in a file.
all_tests() {
  run all >"$results/all.log" 2>&1
  cat "$results/all.log"
  echo "$passed $failed $skipped $total" >"$results/tests.counts"
}

# begin_tests: in the background, as a process group of their own; end_with_tests waits for them and adds their counts.
begin_tests() {
  rm -f "$results/tests.counts"
  set -m
  all_tests &
  tests_pid=$!
  set +m
}
end_with_tests() {
  local tests_passed tests_failed tests_skipped tests_total
  wait "$tests_pid"
  tests_pid=""
  if ! read -r tests_passed tests_failed tests_skipped tests_total 2>/dev/null <"$results/tests.counts"; then
    echo "tests: they broke off"
    tests_passed=0 tests_failed=1 tests_skipped=0 tests_total=1
  fi
  passed=$((passed + tests_passed))
  failed=$((failed + tests_failed))
  skipped=$((skipped + tests_skipped))
  total=$((total + tests_total))
}

require_dotnet || exit 2
build IlgpuStyle.sln
case "${1:-}" in
  --quick) run all ;;
  --scripts) scripts; script "tests/scripts/$alone" ;;
  *)
    echo "== Running tests beside scripts"
    begin_tests
    scripts
    repeats
    end_with_tests
    script "tests/scripts/$alone"
    ;;
esac
finish

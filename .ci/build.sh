# Shared by istyle and test.sh; sourced, never run. Callers set $root to the repository.

# Compilers instrument what they run to make it faster later: a build is over before, and takes a quarter more processor time.
export DOTNET_TieredPGO=0
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

say() { printf '%s\n' "$*" >&2; }

# Fails with the way out when there is no .NET SDK to build with.
require_dotnet() {
  command -v dotnet >/dev/null && return
  say "The .NET 10 SDK is needed and 'dotnet' is not on the PATH. Get it from https://dot.net/download"
  return 1
}

# with_build_lock COMMAND...: one build of this checkout at a time; the others wait for it. Compiler servers outlive a
# build and must not inherit the lock.
with_build_lock() {
  mkdir -p "$root/artifacts"
  (
    if command -v flock >/dev/null; then flock 9; fi
    "$@" 9>&-
  ) 9>"$root/artifacts/build.lock"
}

# print_build_errors LOG: every distinct error once, or the end of the log when none is recognisable.
print_build_errors() {
  { grep -E ': error |error MSB|error NU|error : ' "$1" || tail -n 20 "$1"; } | sed 's/^ *//' | sort -u >&2
}

# Shared by istyle, test.sh and .ci/run; sourced, never run. Callers set $root to the repository.

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

# resolved_source [MSBUILD_ARGUMENT...]: package, standin or path, as the last restore settled it.
resolved_source() {
  dotnet msbuild "$root/src/IlgpuStyle.Cli/IlgpuStyle.Cli.csproj" -getProperty:IlgpuResolvedSource "$@" </dev/null
}

libstb_present() {
  local file
  for file in /usr/lib/*/libstb.so.0 /usr/lib/libstb.so.0 /usr/lib64/libstb.so.0 /usr/local/lib/libstb.so.0; do
    [ -e "$file" ] && return
  done
  return 1
}

# The StbImage stand-ins decode with Debian's libstb0; without it they read and write PNG only.
ensure_libstb() {
  libstb_present && return
  local -a become=(env)
  if command -v apt-get >/dev/null; then
    if [ "$(id -u)" != 0 ]; then
      if command -v sudo >/dev/null && sudo -n true 2>/dev/null </dev/null; then become=(sudo -n); else become=(false); fi
    fi
    if "${become[@]}" true; then
      say "Installing libstb0, which decodes pictures in a build with stand-ins ..."
      local log="$root/artifacts/libstb0.log"
      install_libstb() { DEBIAN_FRONTEND=noninteractive "${become[@]}" apt-get "$@" </dev/null >>"$log" 2>&1; }
      : >"$log"
      install_libstb install -y libstb0 || { install_libstb update && install_libstb install -y libstb0; } || true
      libstb_present && return
    fi
  fi
  say "libstb is missing: only PNG pictures can be read and written. To get the other formats type:"
  say "  sudo apt-get update && sudo apt-get install -y libstb0"
}

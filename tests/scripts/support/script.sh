# Sourced by every tests/scripts/*.sh: the built program, a folder that is removed at the end, and the lines test.sh counts.

set -uo pipefail
exec </dev/null

root="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../../.." && pwd)"
program="$root/artifacts/bin/IlgpuStyle.Cli/release/istyle.dll"
photo="$root/examples/photo-giraffe.jpg"
painting="$root/examples/painting-night.jpg"
work="$(mktemp -d "${TMPDIR:-/tmp}/istyle-script.XXXXXX")"
# What the machine's user has installed must not change what the tests see.
export ILGPUSTYLE_HOME="$work/.home" DOTNET_NOLOGO=1
# Most runs here last a second, half of which is spent on making machine code: it is made sooner in memory that is mapped once instead of
# twice.
export DOTNET_EnableWriteXorExecute=0
failures=0

# at_exit COMMAND...: also run when the script ends, however it ends; last given, first run.
exit_commands=("rm -rf $(printf '%q' "$work")")
at_exit() { exit_commands=("$(printf '%q ' "$@")" "${exit_commands[@]}"); }
run_exit_commands() {
  local command
  for command in "${exit_commands[@]}"; do eval "$command"; done
}
trap run_exit_commands EXIT
trap 'exit 143' TERM INT HUP

ok() { echo "ok $*"; }
not_ok() {
  echo "not ok $*"
  failures=$((failures + 1))
}
skip() { echo "skip: $*"; }

# check NAME COMMAND...: one line, ok if the command succeeds.
check() {
  local name="$1"
  shift
  if "$@"; then ok "$name"; else not_ok "$name"; fi
}

# await COMMAND...: until it succeeds, for as long as a busy machine may need.
await() {
  local end=$((SECONDS + 120))
  until "$@"; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.05
  done
} 2>/dev/null

# skip_all REASON: the machine lacks what the whole script is about.
skip_all() {
  skip "$*"
  exit 0
}

# install_if_root COMMAND PACKAGE: whether the command is there, after an attempt to install Debian's package where that is possible.
install_if_root() {
  command -v "$1" >/dev/null && return
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return
  DEBIAN_FRONTEND=noninteractive timeout 120 apt-get install -y -q --no-install-recommends "$2" >"$work/apt.log" 2>&1
  command -v "$1" >/dev/null
}

# The program, exactly as 'istyle' would start it; test.sh has built it.
istyle() { dotnet "$program" "$@"; }

# A run of a second or so: a picture of 64 pixels, two steps.
quick=(--size 64 -n 2 --backend simd --threads 2)

# contents FOLDER: every name in it with a checksum of what is inside; equal texts mean that nothing has changed.
contents() { (cd "$1" && find . -mindepth 1 -printf '%P %y\n' -type f -exec sha256sum {} + | sort); }

# finish: the last command of a script.
finish() { [ "$failures" = 0 ]; exit; }

if [ ! -f "$program" ]; then
  not_ok "the program is not built: run ./test.sh, or dotnet build IlgpuStyle.sln -c Release"
  finish
fi

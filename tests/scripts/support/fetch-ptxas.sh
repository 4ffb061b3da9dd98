#!/usr/bin/env bash
# fetch-ptxas.sh FOLDER: unpacks ptxas and nvdisasm of Debian's nvidia-cuda-toolkit (component non-free, 84 MB) into FOLDER/usr/bin, by way
# of a package list of its own; installs nothing. Exit code 1 and one line if the machine's package source does not have it.
set -euo pipefail
folder="$(mkdir -p "$1" && cd "$1" && pwd)"
[ -x "$folder/usr/bin/ptxas" ] && exit 0
fail() {
  echo "$*" >&2
  exit 1
}
command -v apt-get >/dev/null && command -v dpkg >/dev/null \
  || fail "no apt-get: install NVIDIA's CUDA toolkit and name its ptxas in ISTYLE_PTXAS"
. /etc/os-release
source="$(sed -n 's/^URIs: *\([^ ]*\).*/\1/p' /etc/apt/sources.list.d/debian.sources 2>/dev/null | head -1)"
[ -n "$source" ] || source="$(sed -n 's/^deb \(\[[^]]*\] \)\?\(http[^ ]*\) .*/\2/p' /etc/apt/sources.list 2>/dev/null | head -1)"
[ "${ID:-}" = debian ] && [ -n "$source" ] \
  || fail "no Debian package source: install NVIDIA's CUDA toolkit and name its ptxas in ISTYLE_PTXAS"
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/lists/partial" "$scratch/cache/archives/partial"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $source $VERSION_CODENAME non-free" >"$scratch/source.list"
options=(-o "Dir::Etc::sourcelist=$scratch/source.list" -o Dir::Etc::sourceparts=- -o "Dir::State::Lists=$scratch/lists" \
  -o "Dir::Cache=$scratch/cache"
  -o APT::Sandbox::User=root)
(apt-get -qq "${options[@]}" update && cd "$scratch" && apt-get -qq "${options[@]}" download nvidia-cuda-toolkit) >"$scratch/log" 2>&1 ||
  fail "nvidia-cuda-toolkit cannot be fetched from $source: $(tail -1 "$scratch/log")"
mkdir "$scratch/tree"
dpkg -x "$scratch"/nvidia-cuda-toolkit_*.deb "$scratch/tree"
mkdir -p "$folder/usr/bin"
cp "$scratch/tree/usr/bin/nvdisasm" "$folder/usr/bin/"
cp "$scratch/tree/usr/bin/ptxas" "$folder/usr/bin/ptxas.new"
mv "$folder/usr/bin/ptxas.new" "$folder/usr/bin/ptxas"

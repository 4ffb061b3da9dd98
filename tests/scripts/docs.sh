#!/usr/bin/env bash
# Every command of README.md and docs/first-pictures.md runs as it stands there, at a size of a second.
. "$(dirname "$0")/support/script.sh"

cd "$work" || exit 1
cp -r "$root/examples" examples
cp "$photo" photo.jpg
cp "$painting" painting.jpg

# commands FILE: the indented lines that begin with the program.
commands() { sed -n 's/^    \.\/istyle //p' "$1"; }

# small WORDS...: the words with a small size in the place of theirs, if they paint.
small() {
  local -a words=() end=()
  local word
  while [ $# -gt 0 ]; do
    case "$1" in
      --size | --memory) shift ;;
      --preview) ;;
      *) words+=("$1") ;;
    esac
    shift
  done
  case "${words[0]}" in
    sheet) ;;
    plan) end=(--size 96 --memory 4GB --backend simd) ;;
    *) end=("${quick[@]}") ;;
  esac
  istyle "${words[@]}" "${end[@]}"
}

for page in README.md docs/first-pictures.md; do
  count=0
  while IFS= read -r line; do
    read -r -a words <<<"$line"
    case "$line" in
      weights\ get*) skip "$page: 'istyle $line' needs a network"; continue ;;
      studio*) continue ;; # serves until it is stopped: studio.sh
    esac
    if small "${words[@]}" >"$work/stdout" 2>"$work/stderr"; then
      ok "$page: istyle $line"
    else
      not_ok "$page: istyle $line"
      sed 's/^/  /' "$work/stderr"
    fi
    count=$((count + 1))
  done < <(commands "$root/$page")
  check "$page holds commands" [ "$count" -ge 5 ]
done
check "the result without a name lies beside the photo" [ -s photo-painting.png ]
check "README.md has at most 700 words" [ "$(wc -w <"$root/README.md")" -le 700 ]

if command -v groff >/dev/null; then
  istyle help --man >istyle.1
  # Words such as style|keep|restore|match,… are longer than a line: -Wbreak.
  check "the manual page is one that groff accepts" [ -z "$(groff -K utf8 -man -Tutf8 -P-c -ww -Wbreak istyle.1 2>&1 >istyle.txt)" ]
  # The sign in front of an option may be a minus, and letters are printed over themselves where they are bold.
  check "it names the options of masks" grep -q 'style.mask' <(col -b <istyle.txt)
else
  skip "no groff: the manual page was not set; sudo apt-get install groff"
fi

# What Windows starts: cmd.exe needs its own line ends to find labels, and every label that is jumped to.
check "istyle.cmd has the line ends of Windows" [ "$(grep -c $'\r$' "$root/istyle.cmd")" = "$(wc -l <"$root/istyle.cmd")" ]
label_of_every_goto() {
  local label
  while read -r label; do
    grep -q "^:$label" "$root/istyle.cmd" || return 1
  done < <(tr -d '\r' <"$root/istyle.cmd" | sed -n 's/.*goto \([a-z]*\)$/\1/p')
}
check "istyle.cmd jumps to labels that are there" label_of_every_goto
check "istyle.cmd names files that are there" [ -f "$root/.ci/up-to-date.ps1" ]
if command -v pwsh >/dev/null; then
  check "up-to-date.ps1 finds the program newer than nothing" [ \
    "$(pwsh -NoProfile -File "$root/.ci/up-to-date.ps1" "$work/none" "$root"; echo $?)" = 1 ]
else
  skip "no pwsh: .ci/up-to-date.ps1 was not run; dotnet tool install -g PowerShell"
fi
finish

#!/usr/bin/env bash
# The packed .NET tool: installed from a folder, it runs; and bash completes its words.
. "$(dirname "$0")/support/script.sh"

export DOTNET_CLI_HOME="$work/dotnet" DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=0
packages="$work/packages"
if ! dotnet pack "$root/src/IlgpuStyle.Cli/IlgpuStyle.Cli.csproj" -c Release --no-build -nodeReuse:false -o "$packages" >"$work/pack.log" \
  2>&1; then
  not_ok "dotnet pack"
  grep -E 'error|warn' "$work/pack.log" | sort -u | sed 's/^/  /'
  finish
fi
ok "dotnet pack"
check "one package" [ "$(ls "$packages" | wc -l)" = 1 ]

# Only this folder is a source: what the tool needs must be inside.
cat >"$work/nuget.config" <<EOF
<configuration><packageSources><clear /><add key="local" value="$packages" /></packageSources></configuration>
EOF
if ! dotnet tool install IlgpuStyle.Tool --configfile "$work/nuget.config" --tool-path "$work/tool" >"$work/install.log" 2>&1; then
  not_ok "dotnet tool install IlgpuStyle.Tool"
  sed 's/^/  /' "$work/install.log"
  finish
fi
ok "dotnet tool install IlgpuStyle.Tool"
export PATH="$work/tool:$PATH"
unset -f istyle
quietly() { "$@" >"$work/stdout"; }
check "istyle --version" grep -q '^istyle 0' <(istyle --version)
cd "$work" || exit 1
check "istyle doctor" quietly istyle doctor
check "istyle transfer" quietly istyle transfer "$photo" "$painting" -o "$work/out.png" "${quick[@]}"
check "its picture" [ -s "$work/out.png" ]

# complete_line LINE: what bash offers at its end, as the completion script would be asked.
# shellcheck source=/dev/null
source <(istyle completion bash)
complete_line() {
  COMP_LINE="$1" COMP_POINT=${#1}
  read -r -a COMP_WORDS <<<"$1"
  case "$1" in *' ') COMP_WORDS+=("") ;; esac
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  COMPREPLY=()
  _istyle
  printf '%s\n' "${COMPREPLY[@]}"
}
check "bash completes a command" [ "$(complete_line 'istyle tran')" = transfer ]
check "bash completes an option" [ "$(complete_line 'istyle transfer a.png b.png --style-si')" = --style-size ]
check "bash completes a value" [ "$(complete_line 'istyle transfer --backend open')" = opencl ]
check "what it does not know it leaves to file names" [ -z "$(complete_line "istyle transfer $work/pa")" ]

if command -v fish >/dev/null; then
  check "fish completes an option" grep -q -- '^--style-scale' <(
    fish -c "istyle completion fish | source; complete -C 'istyle transfer --style-s'" 2>&1)
else
  skip "no fish: its completion script was not tried; sudo apt-get install fish"
fi
if command -v zsh >/dev/null; then
  check "zsh accepts the script" zsh -c \
    'autoload -U compinit; compinit -u -d "$1/zcompdump"; source <(istyle completion zsh); [[ ${_comps[istyle]} = _istyle ]]' - "$work"
else
  skip "no zsh: its completion script was not tried; sudo apt-get install zsh"
fi
finish

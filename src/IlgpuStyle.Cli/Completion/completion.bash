# istyle completion for bash. In ~/.bashrc:  source <(istyle completion bash)
_istyle() {
  local IFS=$'\n' word="${COMP_WORDS[COMP_CWORD]}"
  COMPREPLY=($(compgen -W "$(istyle "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "$word"))
}
# What the program does not know are file names.
complete -o bashdefault -o default -F _istyle istyle

#compdef istyle
# istyle completion for zsh. In ~/.zshrc, after compinit:  source <(istyle completion zsh)
_istyle() {
  local -a words_known
  words_known=("${(@f)$(istyle "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
  compadd -- "${words_known[@]}"
  # What the program does not know are file names.
  _files
}
compdef _istyle istyle

# istyle completion for fish:  istyle completion fish > ~/.config/fish/completions/istyle.fish
complete -c istyle -a '(istyle "[suggest:"(commandline -C)"]" (commandline) 2>/dev/null)'

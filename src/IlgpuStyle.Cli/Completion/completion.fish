# istyle completion for fish:  istyle completion fish > ~/.config/fish/completions/istyle.fish
function __istyle_words
    # Of a longer line only this command, up to the cursor.
    set -l line (commandline -cp)
    istyle "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
end
complete -c istyle -a '(__istyle_words)'

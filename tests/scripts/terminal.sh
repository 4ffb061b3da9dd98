#!/usr/bin/env bash
# The live line on a real terminal (tmux): redrawn in place, as wide as the window, Ctrl-C; and plain lines on a dumb one.
. "$(dirname "$0")/support/script.sh"

install_if_root tmux tmux || skip_all "no tmux: sudo apt-get install tmux"
mux() { tmux -L "istyle-$$" -f /dev/null "$@"; }
at_exit mux kill-server
screen() { mux capture-pane -p -t run; }

# wait_for NAME PATTERN: until the screen has a line that matches. Each command says its own word at the end: the screen shows the one
# before until the shell has read the next.
wait_for() {
  has_line() { screen | grep -qE -- "$1"; }
  if await has_line "$2"; then ok "$1"; else
    not_ok "$1: no line matches '$2'; the screen shows"
    screen | sed 's/^/  /'
  fi
}

# lines_with PATTERN, widest_with PATTERN: how many lines of the screen match, and the columns of the longest.
lines_with() { screen | grep -cE -- "$1"; }
widest_with() { screen | grep -E -- "$1" | wc -L; }

# Many cheap steps: long enough to be looked at, stopped when it has been seen.
long="--size 160 -n 100000 --scales 1 --optimizer adam --backend simd --threads 2"
command="dotnet $program transfer $photo $painting -o $work/out.png $long"
export LANG=C.UTF-8
mux new-session -d -s run -x 150 -y 24 "bash --norc" || { not_ok "tmux does not start"; finish; }
mux send-keys -t run "clear; $command; echo \"code \$?\"" Enter
wait_for "the plan comes first" 'plan: about [0-9]+ evaluations'
wait_for "a line with bar and time" '[━─]{20} +[0-9]+ %  [0-9:]+ left  160×107 [0-9]+/100000  loss '
first="$(screen | grep left)"
goes_on() { [ "$(screen | grep left)" != "$first" ]; }
check "the line goes on" await goes_on
check "it is one line" [ "$(lines_with ' left ')" = 1 ]
check "its numbers fit the window" [ "$(widest_with ' left ')" -le 149 ]
screen >"$work/wide.txt"
mux resize-window -t run -x 70
# The last line on the screen, which the terminal wraps while it is still as long as the window was wide.
fits_again() { screen | grep -v '^ *$' | tail -1 | grep -q ' left ' && [ "$(screen | grep ' left ' | tail -1 | wc -L)" -le 69 ]; }
check "after the window has shrunk it fits again" await fits_again
mux resize-window -t run -x 150
mux send-keys -t run C-c
wait_for "Ctrl-C is answered" 'interrupted: the picture so far is saved'
wait_for "the exit code says so" '^code 130$'
check "the picture is there" [ -s "$work/out.png" ]

mux send-keys -t run "clear; TERM=dumb dotnet $program transfer $photo $painting -o $work/dumb.png ${quick[*]}; echo \"dumb \$?\"" Enter
wait_for "a dumb terminal gets plain lines" '^dumb 0$'
check "without a bar" [ "$(lines_with '━|─')" = 0 ]
mux send-keys -t run "clear; dotnet $program transfer $photo $painting -o $work/quiet.png ${quick[*]} --progress none; echo \"quiet \$?\"" \
  Enter
wait_for "--progress none is silent" '^quiet 0$'
check "and nothing else is there" [ "$(screen | grep -cE 'loss|backend|wrote')" = 0 ]

{ printf 'P6\n3000 2000\n255\n'; yes 'six megapixels, three thousand wide; ' | head -c 18000000; } >"$work/large.ppm"
mux pipe-pane -t run "cat >$work/raw"
mux send-keys -t run "clear; dotnet $program transfer $work/large.ppm $painting -o $work/large.png ${quick[*]}; echo \"large \$?\"" Enter
wait_for "a large picture is painted" '^large 0$'
check "while it is read a line says so" grep -q 'reading a picture of 3000×2000 pixels' "$work/raw"
check "which then goes" [ "$(lines_with 'reading a picture')" = 0 ]
sed 's/^/  | /' "$work/wide.txt" | grep -v '^  | $'
finish

# shellcheck shell=bash
# What the scripts say: plain lines, a progress bar where stdout is a terminal, errors of one line.

step_label=''
bar_open=0
quarter=0
step_began=0

say() { printf '%s\n' "$*"; }

fail() {
  close_bar
  printf 'hotpin: %s\n' "$*" >&2
  exit 1
}

on_terminal() { [[ -t 1 ]]; }

close_bar() {
  ((bar_open)) || return 0
  bar_open=0
  printf '\n'
}

# step LABEL: what is done from here on, until step_done.
step() {
  step_label=$1
  quarter=0
  step_began=$SECONDS
  if on_terminal; then
    bar_open=1
    printf '  %s' "$step_label"
  else
    say "  $step_label"
  fi
}

# time_left DONE TOTAL: as the step has gone so far; nothing in its first seconds.
time_left() {
  local done=$1 total=$2 passed=$((SECONDS - step_began)) left
  ((passed >= 3 && done > 0 && done < total)) || return 0
  left=$((passed * (total - done) / done))
  printf ', %d:%02d left' $((left / 60)) $((left % 60))
}

# progress DONE TOTAL UNIT: how far the step is; without a terminal a line at each quarter.
progress() {
  local done=$1 total=$(($2 > 0 ? $2 : 1)) unit=$3
  ((done <= total)) || done=$total
  if on_terminal; then
    local filled=$((done * 24 / total)) full=########################
    printf '\r  %-36s [%-24s] %d/%d %s%s\e[K' "$step_label" "${full:0:filled}" "$done" "$total" \
      "$unit" "$(time_left "$done" "$total")"
  elif ((done * 4 / total > quarter)); then
    quarter=$((done * 4 / total))
    say "  $step_label: $done/$total $unit$(time_left "$done" "$total")"
  fi
}

step_done() {
  on_terminal && printf '\r  %-36s done\e[K' "$step_label"
  close_bar
}

# progress_of_ninja: reads what ninja writes and shows how far it is.
progress_of_ninja() {
  local line
  while IFS= read -r line; do
    if [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]]; then
      progress "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" steps
    fi
  done
}

# shellcheck shell=bash
# The language model that answers: a cache entry of its own, brought by the first of
# third_party/chat-model/sources that has it. Without one the small model of the parts serves, and
# why is kept, so that only who asks tries again.

chat_model_pins=$third_party/chat-model
# shellcheck source=third_party/chat-model/model
. "$chat_model_pins/model"
least_gb=4 # of memory in the machine or its container, and free on the disk

chat_model_dir() { printf '%s' "$cache/chat-model-${chat_model_sum:0:16}"; }
left_out_file() { printf '%s' "$cache/chat-model-left-out"; }

# tenths_of_gb BYTES: "3.2"
tenths_of_gb() { printf '%d.%d' "$(($1 / 1000000000))" "$(($1 / 100000000 % 10))"; }

# why_small: why the large model is not to be had here; nothing when it is.
why_small() {
  local memory room
  memory=$(usable_memory)
  mkdir -p "$cache"
  room=$(($(df --output=avail -k -- "$cache" | tail -n 1) * 1024))
  case ${HOTPIN_SETUP_MODEL:-} in
    small) printf 'HOTPIN_SETUP_MODEL=small asks for it' ;;
    '' | default)
      if ((memory < least_gb * 1000000000)); then
        printf 'there are %s GB of memory, and the good one wants %d' "$(tenths_of_gb "$memory")" "$least_gb"
      elif ((room < least_gb * 1000000000)); then
        printf '%s has %s GB free, and the good one wants %d' "$cache" "$(tenths_of_gb "$room")" "$least_gb"
      fi
      ;;
    *) fail "HOTPIN_SETUP_MODEL is small or default, not '$HOTPIN_SETUP_MODEL'" ;;
  esac
}

leave_chat_model_out() {
  printf '%s\n' "$1" >"$(left_out_file)"
  rm -f "$(chat_model_link)"
  say "The small language model serves: $1; scripts/setup tries again."
}

chat_model_link() { printf '%s' "$(parts_dir)/models/$chat_model_name"; }

# fetch_chat_model WORK SOURCE: all of it in WORK/model, or not.
fetch_chat_model() {
  local work=$1 source=$2 log=$cache/logs/chat-model.log pin hash bytes done=0 total
  total=$(awk '!/^#/ { n += $4 } END { print n }' "$source")
  step "language model ($((total / 1000000)) MB)"
  mkdir -p "$work/wheels"
  while read -r pin hash _ bytes _ <&3; do
    [[ -z $pin || $pin == '#'* ]] && continue
    fetch "$work/python/bin/python" "$work/wheels" "$pin" "$hash" "$done" "$total" || return 1
    done=$((done + bytes))
  done 3<"$source"
  rm -rf "$work/model"
  mkdir -p "$work/model/licenses"
  "$system_python" "$chat_model_pins/join_model.py" "$work/wheels" "$source" \
    "$work/model/$chat_model_file" "$chat_model_sum" 2>"$log" || { rm -rf "$work/wheels"; return 1; }
  cp /usr/share/common-licenses/Apache-2.0 "$work/model/licenses/LICENSE" || return 1
  step_done
}

bring_chat_model() {
  local work=$cache/unfinished-chat-model-${chat_model_sum:0:16} source
  mkdir -p "$work"
  # Debian's python3 has no pip of its own.
  [[ -x $work/python/bin/pip ]] || "$system_python" -m venv --clear "$work/python" >/dev/null || return 1
  for source in "$chat_model_pins"/sources/*.txt; do
    if fetch_chat_model "$work" "$source"; then
      mv "$work/model" "$(chat_model_dir)"
      rm -rf "$work"
      return
    fi
    close_bar
  done
  return 1
}

# setup_chat_model [again]: unless it is there, or was left out and nobody asks again.
setup_chat_model() {
  local why
  make_cache
  lock "$cache/lock"
  why=$(why_small)
  if [[ -z $why && ! -d $(chat_model_dir) && (${1:-} == again || ! -e $(left_out_file)) ]]; then
    bring_chat_model || why="none of its sources answers (details: $cache/logs)"
  fi
  if [[ -n $why ]]; then
    [[ ${1:-} != again && $why == "$(cat "$(left_out_file)" 2>/dev/null)" ]] || leave_chat_model_out "$why"
  elif [[ -d $(chat_model_dir) ]]; then
    rm -f "$(left_out_file)"
    ln -sfn -- "$(chat_model_dir)" "$(chat_model_link)"
  fi
  unlock
}

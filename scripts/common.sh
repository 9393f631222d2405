# What run-demo, run-tests and .ci/run share. Sourced, with the root of the repository as working
# folder and `set -euo pipefail` in force.

# One cache for every checkout of the repository on this machine.
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
# It may trust the precompiled headers of the release preset (cmake/torntape.cmake).
export CCACHE_SLOPPINESS=pch_defines,time_macros
# What the compiler says a file depends on is enough: each file is read once and not twice.
export CCACHE_DEPEND=1

# Shows the last line of what it reads, in place.
progress() {
  local line width
  width=$(tput cols 2>/dev/null) || width=80
  while IFS= read -r line; do printf '\r\033[K%s' "${line:0:$((width - 1))}"; done
  printf '\r\033[K'
}

# quietly WHAT LOG COMMAND...: runs the command with its output in LOG; a terminal sees where it is,
# and everybody sees the end of the log if it fails.
quietly() {
  local what=$1 log=$2 start=$SECONDS status=0
  shift 2
  mkdir -p "$(dirname "$log")"
  if [ -t 1 ]; then
    "$@" 2>&1 </dev/null | tee "$log" | progress || status=$?
  else
    echo "$what ..."
    "$@" >"$log" 2>&1 </dev/null || status=$?
  fi
  if [ "$status" -ne 0 ]; then
    tail -n 60 "$log"
    echo "$what failed; the whole log is $log" >&2
    return "$status"
  fi
  if [ $((SECONDS - start)) -ge 2 ]; then echo "$what: $((SECONDS - start)) s"; fi
}

# build PRESET [TARGET...]: configures where that is needed, and builds. Ninja sees to changes in
# CMake's own files; only the presets are beyond it.
build() {
  local preset=$1 folder=build/$1
  shift
  if [ ! -e "$folder/build.ninja" ] || [ CMakePresets.json -nt "$folder/build.ninja" ]; then
    quietly "Configuring $preset" "$folder/configure.log" cmake --preset "$preset"
  fi
  local targets=()
  if [ $# -gt 0 ]; then targets=(--target "$@"); fi
  quietly "Building $preset" "$folder/build.log" cmake --build --preset "$preset" "${targets[@]}"
}

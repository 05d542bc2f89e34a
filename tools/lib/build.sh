# shellcheck shell=bash disable=SC2154 # root comes from common.sh
# Configures and builds a preset, each only as far as something changed.

# A home that cannot be written (some build machines) must not stop the compiler cache.
if [[ -z ${CCACHE_DIR-} && ! -w ${HOME-/nonexistent} ]]; then
  export CCACHE_DIR=$root/build/ccache
fi

# build_host PRESET: the perigee binary, with what is installed for it alone.
build_host() {
  local -a options=()
  # Tests need packages that running the host does not; a folder that has them keeps them.
  [[ -e $root/build/$1/CMakeCache.txt ]] || options=(-DPERIGEE_TESTS=OFF)
  configured "$1" || configure "$1" ${options[@]+"${options[@]}"}
  build "$1" perigee
}

# build_all PRESET: the host, the tests and the benchmarks.
build_all() {
  configure_tests "$1"
  build "$1"
}

# configure_tests PRESET: makes the preset ready to build tests and benchmarks.
configure_tests() {
  if configured "$1" && grep -q '^PERIGEE_TESTS:BOOL=ON$' "$root/build/$1/CMakeCache.txt"; then
    return
  fi
  configure "$1" -DPERIGEE_TESTS=ON
}

# configure_fuzz: a folder of its own, since everything in it is built with clang and its sanitizers.
configure_fuzz() {
  require_writable fuzz
  say "configuring: fuzz"
  cmake --log-level=NOTICE -S "$root" -B "$root/build/fuzz" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo \
    -DCMAKE_C_COMPILER=clang-19 -DCMAKE_CXX_COMPILER=clang++-19 \
    -DCMAKE_C_FLAGS=-fsanitize=fuzzer-no-link -DCMAKE_CXX_FLAGS=-fsanitize=fuzzer-no-link \
    -DPERIGEE_SANITIZE=address,undefined -DPERIGEE_FUZZ=ON -DPERIGEE_TESTS=ON >&2 ||
    die "configuring failed; the reason is above"
}

# configured FOLDER: whether there is something to build from; ninja sees changed CMakeLists itself.
configured() {
  local ninja=$root/build/$1/build.ninja
  [[ -e $ninja && ! $root/CMakePresets.json -nt $ninja ]]
}

# configure PRESET [OPTION…]
configure() {
  local preset=$1
  shift
  require_writable "$preset"
  say "configuring: $preset"
  (cd "$root" && cmake --preset "$preset" --log-level=NOTICE "$@") >&2 ||
    die "configuring failed; the reason is above"
}

# build FOLDER [TARGET…]
build() {
  local folder=$1
  shift
  require_writable "$folder"
  say "building: $folder${1:+ ($*)}"
  cmake --build "$root/build/$folder" --parallel "$(parallelism)" ${1:+--target "$@"} >&2 ||
    die "the build failed; the first error above is the one to read"
}

# require_writable FOLDER: root may have built here before.
require_writable() {
  local folder=$root/build/$1
  mkdir -p "$folder" || die "cannot make $folder"
  [[ -w $folder ]] || die "$folder belongs to $(stat -c %U "$folder"): remove it or give it to $(id -un)"
}

# programs FOLDER PREFIX: the names of the targets in a configured folder that start with PREFIX.
programs() {
  ninja -C "$root/build/$1" -t targets all | sed -n "s/^\($2[a-z0-9_]*\): .*/\1/p" | sort -u
}

# chosen PREFIX NAMES [NAME…]: those of the given lines that are asked for, with or without prefix;
# all if nothing is asked for.
chosen() {
  local prefix=$1 names=$2 name
  shift 2
  (($#)) || {
    echo "$names"
    return
  }
  for name in "$@"; do
    name=$prefix${name#"$prefix"}
    grep -Fxq "$name" <<<"$names" || die "there is no $name; there is: ${names//$'\n'/ }"
    echo "$name"
  done
}

# shellcheck shell=bash
# What all scripts in tools/ share: where the project is, how they speak and how they stop.
# Sourced, never run. Words go to standard error, so that standard output belongs to the program.

root=$(dirname "$(dirname "$(dirname "$(realpath "${BASH_SOURCE[0]}")")")")
readonly root

# With standard input closed, the next file that any program opens would become its input.
[[ -e /dev/fd/0 ]] || exec </dev/null

# say TEXT…: one line about what happens now.
say() {
  printf '==> %s\n' "$*" >&2
}

# die TEXT…: says what is wrong and stops the script.
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# usage: prints the comment that the running script opens with.
usage() {
  sed -n '2,/^[^#]/ s/^# \{0,1\}//p' "$0"
}

# parallelism: how many compilers or tests at once. One per processor, but no more than one per GiB
# of free memory: a build that swaps is slower than one that waits.
parallelism() {
  local processors gib
  processors=$(nproc)
  gib=$(awk '/^MemAvailable:/ { print int($2 / 1048576) }' /proc/meminfo)
  ((gib >= 1)) || gib=1
  echo $((processors < gib ? processors : gib))
}

# project_files PATTERN…: the project's files that match, each ended by a NUL; also those that are
# not committed yet.
project_files() {
  python3 -B "$root/tools/lint.d/project.py" "$root" "$@"
}

# shellcheck source=install.sh
source "$root/tools/lib/install.sh"
# shellcheck source=build.sh
source "$root/tools/lib/build.sh"

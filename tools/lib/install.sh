# shellcheck shell=bash disable=SC2154 # root comes from common.sh
# Installs the packages that are missing, and does nothing at all when none is. The only place that
# calls apt-get or sudo; what they say is in build/install.log.

install_log=$root/build/install.log

# install_packages GROUP…: makes sure that the packages of these groups in tools/packages are there.
install_packages() {
  command -v dpkg-query >/dev/null || {
    say "not a Debian system: tools/packages names what has to be here"
    return
  }
  local -a missing
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]})) || return 0
  local by_hand="as root: apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
  can_become_root || die "packages are missing, and installing them needs root or sudo; $by_hand"
  say "installing: ${missing[*]}"
  apt_install "${missing[@]}" || {
    tail -n 15 "$install_log" >&2
    die "the packages could not be installed; $by_hand"
  }
}

# missing_packages GROUP…: one per line, in the order of the list.
missing_packages() {
  local wanted=" $* " groups package probe _ group
  local -a candidates=() from_debian=()
  while read -r groups package probe _; do
    [[ $groups && $groups != \#* ]] || continue
    for group in ${groups//,/ }; do
      [[ $wanted == *" $group "* ]] || continue
      case $probe in
        -) from_debian+=("$package") candidates+=("$package") ;;
        */*) [[ -e $probe ]] || candidates+=("$package") ;;
        *) command -v "$probe" >/dev/null || candidates+=("$package") ;;
      esac
      break
    done
  done <"$root/tools/packages"

  local installed=" "
  if ((${#from_debian[@]})); then
    # dpkg-query fails when it knows nothing of a package: that one is missing.
    installed=" $(dpkg-query -W -f='${Package}=${db:Status-Status} ' "${from_debian[@]}" 2>/dev/null || true)"
  fi
  for package in ${candidates[@]+"${candidates[@]}"}; do
    [[ $installed == *" $package=installed "* ]] || echo "$package"
  done
}

can_become_root() {
  [[ $(id -u) == 0 ]] || command -v sudo >/dev/null
}

# apt_install PACKAGE…: with fresh lists where the old ones are absent or too old.
apt_install() {
  mkdir -p "$root/build"
  : >"$install_log"
  if apt-get install --simulate "$@" >/dev/null 2>&1 && apt_get install --no-install-recommends "$@"; then
    return
  fi
  say "refreshing the package lists"
  apt_get update && apt_get install --no-install-recommends "$@"
}

# apt_get ARGUMENT…: as root, never asking. Waits for another apt-get, since a machine that has just
# started often runs one.
apt_get() {
  local -a as_root=(env)
  if [[ $(id -u) != 0 ]]; then
    as_root=(sudo)
    # Only a person can type a password.
    if [[ ${CI-} || ! -t 0 || ! -t 2 ]]; then as_root+=(-n); fi
  fi
  "${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get -y -q \
    -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@" </dev/null >>"$install_log" 2>&1
}

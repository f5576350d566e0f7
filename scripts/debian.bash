# shellcheck shell=bash
# Sourced by scripts that take packages of other releases of Debian.

# Where they keep what they have taken.
cache=${XDG_CACHE_HOME:-$HOME/.cache}/tributary
export cache

# mirror: the address that this machine's own apt takes Debian's packages from
mirror() {
  local codename address
  # shellcheck source=/dev/null
  codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
  # shellcheck disable=SC2016  # apt's own names
  address=$(apt-get indextargets --format '$(RELEASE) $(SITE)' 'Identifier: Packages' |
    awk -v codename="$codename" '$1 == codename { print $2; exit }')
  [ -n "$address" ] || { echo "apt names no mirror of Debian $codename" >&2; return 1; }
  echo "$address"
}

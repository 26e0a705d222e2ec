#!/bin/sh
# Runs on the host as a hook of mmdebstrap, with the apt configuration of the new system: fetches the source
# packages of the suites, from Debian's unstable release where it has a newer one that can still be fetched.
# $1: the new system. Leaves one archive for each suite in its /suites/sources, and a list of their versions.
# An archive that is there already, NAME_VERSION.orig.tar.*, is taken as it is.
set -eu
root=$1
export APT_CONFIG="$MMDEBSTRAP_APT_CONFIG"
sources=$root/suites/sources
mkdir -p "$sources"
chmod 0777 "$sources"

# Source entries for what is installed from, then for unstable at the same place.
sed -n 's/^deb /deb-src /p' "$root/etc/apt/sources.list" > "$root/etc/apt/sources.list.d/suites.list"
sed -n 's/ trixie / sid /p' "$root/etc/apt/sources.list.d/suites.list" > "$root/etc/apt/sources.list.d/unstable.list"
# A mirror may be days behind with unstable; what is signed is as good then.
apt-get -qq -o Acquire::Check-Valid-Until=false update

# The archive alone: neither Debian's changes nor its description are needed. The newest that is there.
for package in crun golang-github-opencontainers-runtime-tools; do
  given=$(find "$sources" -name "${package}_*.orig.tar.*" -printf '%f' -quit)
  if [ -n "$given" ]; then
    version=${given#"${package}_"}
    echo "$package ${version%.orig.tar.*}" >> "$sources/versions"
    continue
  fi
  apt-cache showsrc "$package" | sed -n 's/^Version: //p' | sort -rVu | (
    while read -r version; do
      echo "I: fetching the source of $package $version" >&2
      if (cd "$sources" && apt-get -qq source --download-only --tar-only "$package=$version" >&2); then
        echo "$package $version" >> "$sources/versions"
        exit 0
      fi
    done
    echo "Cannot fetch the source of $package" >&2
    exit 1
  )
done
rm "$root/etc/apt/sources.list.d/suites.list" "$root/etc/apt/sources.list.d/unstable.list"

#!/bin/sh
# Runs inside the new system as its root: builds the suites from their sources and packs each as a tar file to be
# unpacked over a machine of the labs; also the tools that they need and such a machine lacks.
# $1: the folder of this recipe, inside. Leaves runtime-tools.tar.xz, crun.tar.xz, tools.tar.xz, and index.json with the
# version and the tests of each suite, in /suites.
set -eu
recipe=$1
sources=/suites/sources
work=$(mktemp -d)
to=$work/root/usr/lib/suites
mkdir -p "$to"

unpack() { # PREFIX FOLDER
  mkdir -p "$2"
  tar -C "$2" --strip-components=1 -xf "$(find "$sources" -name "$1*.orig.tar.*" ! -name '*.asc' | head -n 1)"
}

echo "I: building the validation programs of runtime-tools" >&2
go=$work/go/src/github.com
unpack golang-github-opencontainers-runtime-tools "$go/opencontainers/runtime-tools"
mkdir -p "$go/mndrix/tap-go" "$to/runtime-tools/validation"
cp "$recipe/tap.go" "$go/mndrix/tap-go/"
export GO111MODULE=off GOPATH="$work/go:/usr/share/gocode" GOCACHE="$work/cache" CGO_ENABLED=0 HOME=/root
(
  cd "$go/opencontainers/runtime-tools"
  go build -tags "netgo osusergo" -ldflags "-s -w" -o "$to/runtime-tools/runtimetest" ./cmd/runtimetest
  go build -ldflags "-s -w" -o "$to/runtime-tools/validation/" ./validation/...
  cp rootfs-amd64.tar.gz "$to/runtime-tools/"
)

echo "I: building crun's tests" >&2
unpack crun_ "$work/crun"
mkdir -p "$to/crun/tests"
cp "$work"/crun/tests/*.py "$recipe/libmount.py" "$to/crun/tests/"
# What configure would find here. The program only needs the headers of libseccomp.
printf '#define HAVE_%s 1\n' SECCOMP ERROR_H LINUX_IOPRIO_H > "$work/config.h"
gcc -static -O2 -I"$work" -o "$to/crun/tests/init" "$work/crun/tests/init.c"

echo "I: packing" >&2
# The files of Python and criu, and every library that their programs and modules load.
packages=$(dpkg-query -W -f '${Package}\n' | grep -E '^(lib)?python3|^(criu|libcriu2|uidmap|libsubid[0-9]*)$')
# shellcheck disable=SC2086
dpkg -L $packages | sort -u | grep -v -E '^/usr/share/(doc|man|lintian|bug)' |
  while read -r path; do
    if [ -L "$path" ] || [ -f "$path" ]; then echo "$path"; fi
  done > "$work/files"
find /usr/lib/python3* -name __pycache__ >> "$work/files"
while read -r path; do
  if [ -f "$path" ] && [ "$(head -c 4 "$path" | tail -c 3)" = ELF ]; then ldd "$path" 2>/dev/null || true; fi
done < "$work/files" | sed -n 's/.* => \(\/[^ ]*\) .*/\1/p' | sort -u | while read -r library; do
  echo "$library"
  readlink -f "$library"
done >> "$work/files"
# The programs have most of their code in common: a window that is larger than one of them finds it.
sort -u "$work/files" | sed 's/^\///' | tar -C / -c -T - | xz -3 > /suites/tools.tar.xz
for suite in runtime-tools crun; do
  tar -C "$work/root" --sort=name -c "usr/lib/suites/$suite" | xz -3 > "/suites/$suite.tar.xz"
done

python3 "$recipe/list-tests.py" "$to" < "$sources/versions" > /suites/index.json
rm -rf "$work"

#!/bin/sh
# Runs a command in mount and IPC namespaces of its own, because the suites leave mounts behind and delete folders
# recursively; in a fresh folder, which is removed afterwards. What it leaves in the machine is removed by tidy.sh.
set -eu
mkdir -p /var/tmp/suites
work=$(mktemp -d /var/tmp/suites/work.XXXXXX)
chmod 0755 "$work"
cd "$work"
export TMPDIR="$work"
exec unshare --mount --ipc --propagation private "$@"

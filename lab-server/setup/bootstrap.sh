#!/bin/sh
# The first step of every npm script: brings the project's packages, its own Node 24 among them, then
# hands over to the TypeScript file named by the first argument. Runs on whatever Node npm came with.
set -eu
cd "$(dirname "$0")/../.."

lock=$(sha256sum package-lock.json | cut -d ' ' -f 1)
installed=node_modules/.installed-lock
if [ "$(cat "$installed" 2>/dev/null || true)" != "$lock" ]; then
  echo "Installing npm packages, because package-lock.json is new or has changed (about a minute) …"
  if ! npm ci --no-audit --no-fund --loglevel=error; then
    echo "The npm packages could not be installed. Check the connection and run the same command again." >&2
    exit 1
  fi
  echo "$lock" > "$installed"
fi

PATH="$PWD/node_modules/.bin:$PATH"
export PATH
exec node "$@"

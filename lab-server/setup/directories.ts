import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const isRoot = process.getuid?.() === 0;

function directory(override: string | undefined, forRoot: string, forUser: string): string {
  const path = override ?? (isRoot ? forRoot : forUser);
  mkdirSync(path, { recursive: true, mode: 0o755 });
  return path;
}

/** Everything that can be built again: images, templates, binaries. Override: CLOISON_CACHE. */
export const cacheDirectory = (): string =>
  directory(
    process.env.CLOISON_CACHE,
    "/var/cache/cloison",
    join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "cloison"),
  );

/** What must survive the server: its database and the machines. Override: CLOISON_STATE. */
export const stateDirectory = (): string =>
  directory(
    process.env.CLOISON_STATE,
    "/var/lib/cloison",
    join(process.env.XDG_STATE_HOME ?? join(homedir(), ".local/state"), "cloison"),
  );

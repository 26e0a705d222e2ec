import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from "node:fs";
import { join } from "node:path";
import { cacheDirectory } from "./directories.ts";

/** Anything that a built thing depends on: `file` hashes a file's or a folder's contents, `value` itself. */
export type Input = { file: string } | { value: unknown };

/** A key that changes when an input does: 16 hexadecimal digits. */
export function cacheKey(inputs: Input[]): string {
  const hash = createHash("sha256");
  for (const input of inputs) {
    if ("value" in input) hash.update(`value ${JSON.stringify(input.value)}\n`);
    else hashPath(hash, input.file, "");
  }
  return hash.digest("hex").slice(0, 16);
}

function hashPath(hash: ReturnType<typeof createHash>, path: string, name: string): void {
  if (statSync(path).isDirectory()) {
    for (const entry of readdirSync(path).sort()) hashPath(hash, join(path, entry), `${name}/${entry}`);
    return;
  }
  const contents = readFileSync(path);
  hash.update(`file ${name} ${contents.length}\n`).update(contents);
}

/** Builds of one name that are kept beside the newest: going back to an earlier version is then quick. */
const keptBuilds = 2;
/** A build used so lately may be in the hands of another process. */
const recentMs = 60 * 60 * 1000;

/**
 * The folder of a built thing, building it if no earlier run with the same inputs did. `build` fills a
 * fresh folder, which gets its final name only when it succeeds: half a download is never taken for a whole.
 */
export async function cached(
  name: string,
  inputs: Input[],
  build: (folder: string) => Promise<void>,
): Promise<{ folder: string; built: boolean }> {
  const cache = cacheDirectory();
  const folder = join(cache, `${name}-${cacheKey(inputs)}`);
  if (existsSync(folder)) {
    utimesSync(folder, new Date(), new Date());
    return { folder, built: false };
  }
  const unfinished = mkdtempSync(join(cache, `.${name}-`));
  try {
    await build(unfinished);
    chmodSync(unfinished, 0o755); // mkdtemp makes it private; QEMU reads it as another user
    utimesSync(unfinished, new Date(), new Date());
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    // Another process built the same meanwhile: theirs is as good.
    if (existsSync(folder)) return { folder, built: false };
    throw error;
  }
  forgetOldBuilds(cache, name);
  return { folder, built: true };
}

/** Removes builds of that name which were neither used lately nor are among the last few, and what killed builds left. */
function forgetOldBuilds(cache: string, name: string): void {
  for (const entry of readdirSync(cache).filter((entry) => entry.startsWith(`.${name}-`)))
    if (Date.now() - statSync(join(cache, entry)).mtimeMs > recentMs)
      rmSync(join(cache, entry), { recursive: true, force: true });
  const builds = readdirSync(cache)
    .filter((entry) => entry.startsWith(`${name}-`) && /^[0-9a-f]{16}$/.test(entry.slice(name.length + 1)))
    .map((entry) => ({ path: join(cache, entry), usedMs: statSync(join(cache, entry)).mtimeMs }))
    .sort((a, b) => b.usedMs - a.usedMs);
  for (const { path, usedMs } of builds.slice(keptBuilds + 1))
    if (Date.now() - usedMs > recentMs) rmSync(path, { recursive: true, force: true });
}

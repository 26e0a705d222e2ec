import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from "node:fs";
import { join } from "node:path";
import { cacheDirectory } from "./directories.ts";
import { interruption } from "./interruption.ts";
import { ProcessLock } from "./process-lock.ts";
import type { Log } from "./step.ts";

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
 * The folder of a built thing, building it if no earlier run with the same inputs did. `build` fills a fresh
 * folder, which gets its final name only when it succeeds: half a download is never taken for a whole. While
 * another process builds the same, this one says so and waits, and takes over should that one end without it.
 */
export async function cached(
  name: string,
  inputs: Input[],
  build: (folder: string) => Promise<void>,
  { log }: { log?: Log } = {},
): Promise<{ folder: string; built: boolean }> {
  const cache = cacheDirectory();
  const key = cacheKey(inputs);
  const folder = join(cache, `${name}-${key}`);
  if (use(folder)) return { folder, built: false };
  const unfinished = `.${name}-${key}`;
  const unlock = await new ProcessLock(cache, unfinished).take({
    signal: interruption,
    onWait: () => log?.("another process builds it: waiting for that one"),
  });
  try {
    if (use(folder)) return { folder, built: false };
    await buildWhole(join(cache, unfinished), { folder, build });
  } finally {
    await unlock();
  }
  await forgetKilledBuilds(cache, name);
  forgetOldBuilds(cache, name);
  return { folder, built: true };
}

/** Whether it is there; if so, it is marked as used. */
function use(folder: string): boolean {
  if (!existsSync(folder)) return false;
  utimesSync(folder, new Date(), new Date());
  return true;
}

async function buildWhole(
  unfinished: string,
  { folder, build }: { folder: string; build: (folder: string) => Promise<void> },
): Promise<void> {
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  try {
    await build(unfinished);
    interruption.throwIfAborted();
    chmodSync(unfinished, 0o755); // QEMU reads it as another user
    utimesSync(unfinished, new Date(), new Date());
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw error;
  }
}

/** Removes what builds of that name left that were killed: nobody holds their locks. */
async function forgetKilledBuilds(cache: string, name: string): Promise<void> {
  for (const entry of readdirSync(cache).filter((entry) => isBuildOf(`.${name}`, entry))) {
    const unlock = await new ProcessLock(cache, entry).tryTake();
    if (unlock) rmSync(join(cache, entry), { recursive: true, force: true });
    await unlock?.();
  }
}

/** Removes builds of that name which were neither used lately nor are among the last few. */
function forgetOldBuilds(cache: string, name: string): void {
  const builds = readdirSync(cache)
    .filter((entry) => isBuildOf(name, entry))
    .map((entry) => ({ path: join(cache, entry), usedMs: statSync(join(cache, entry)).mtimeMs }))
    .sort((a, b) => b.usedMs - a.usedMs);
  for (const { path, usedMs } of builds.slice(keptBuilds + 1))
    if (Date.now() - usedMs > recentMs) rmSync(path, { recursive: true, force: true });
}

/** One name may be the beginning of another. */
const isBuildOf = (name: string, entry: string) =>
  entry.startsWith(`${name}-`) && /^[0-9a-f]{16}$/.test(entry.slice(name.length + 1));

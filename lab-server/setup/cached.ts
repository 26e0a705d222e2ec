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

/**
 * The folder of a built thing, building it if no earlier run with the same inputs did. `build` fills a
 * fresh folder, which gets its final name only when it succeeds: half a download is never taken for a whole.
 * Older builds of the same name are removed, except while `keep` says that one is in use.
 */
export async function cached(
  name: string,
  inputs: Input[],
  build: (folder: string) => Promise<void>,
  options: { keep?: (folder: string) => boolean } = {},
): Promise<{ folder: string; built: boolean }> {
  const cache = cacheDirectory();
  const folder = join(cache, `${name}-${cacheKey(inputs)}`);
  if (existsSync(folder)) return { folder, built: false };
  const unfinished = mkdtempSync(join(cache, `.${name}-`));
  try {
    await build(unfinished);
    chmodSync(unfinished, 0o755); // mkdtemp makes it private; QEMU reads it as another user
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw error;
  }
  for (const entry of readdirSync(cache)) {
    const path = join(cache, entry);
    const isOlder = entry.startsWith(`${name}-`) && /-[0-9a-f]{16}$/.test(entry) && path !== folder;
    if (isOlder && entry.length === name.length + 17 && !options.keep?.(path))
      rmSync(path, { recursive: true, force: true });
  }
  return { folder, built: true };
}

import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheDirectory } from "../../lab-server/setup/directories.ts";
import type { Results } from "./result.ts";

/** What results depend on besides the runtime itself. */
export interface KeptKey {
  suite: string;
  runtime: string;
  /** Results of another key are forgotten. */
  key: unknown;
}

const pathOf = ({ suite, runtime }: KeptKey) =>
  join(cacheDirectory(), "conformance", `${suite}-by-${runtime}.json`);

/** The results that an earlier run has kept under the same key. */
export function keptResults(key: KeptKey): Results {
  try {
    const kept = JSON.parse(readFileSync(pathOf(key), "utf8"));
    return JSON.stringify(kept.key) === JSON.stringify(key.key) ? kept.results : {};
  } catch {
    // None yet, or of an earlier form.
    return {};
  }
}

/** Keeps results for the next run and for whoever wants to read them. Returns the path of the file. */
export function keepResults(key: KeptKey, results: Results): string {
  const path = pathOf(key);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(`${path}.new`, `${JSON.stringify({ key: key.key, results }, null, 2)}\n`);
  renameSync(`${path}.new`, path);
  return path;
}

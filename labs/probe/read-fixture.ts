import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(import.meta.dirname, "../../fixtures");

/** For tests: a file captured from a running kernel, such as `proc/init/status`; see fixtures/README.md. */
export const readFixture = (path: string): string => readFileSync(join(folder, path), "utf8");

/** For tests: the names in a folder of fixtures. */
export const listFixtures = (path: string): string[] => readdirSync(join(folder, path)).sort();

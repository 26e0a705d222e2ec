import { mkdtempSync, readFileSync, rmdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { CgroupPlace } from "../../runtime/cgroup/plan-cgroup.ts";

const usual = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"];

/** Where this machine has cgroup v2; undefined: nowhere, or not for this user. */
export function unifiedMount(): string | undefined {
  const isThere = (path: string) => {
    try {
      return statSync(`${path}/cgroup.procs`).isFile();
    } catch {
      return false;
    }
  };
  return process.getuid?.() === 0 ? usual.find(isThere) : undefined;
}

let count = 0;

/** A place for a test's group, and a folder for what its programs write. `remove` is called when the test ends. */
export function testPlace(
  t: TestContext,
  options: { remove: (place: CgroupPlace) => void },
): { place: CgroupPlace; folder: string; output: string } {
  const mount = unifiedMount() ?? "";
  const parent = `${mount}/cloison-test-${process.pid}`;
  const folder = `${parent}/${++count}`;
  const place: CgroupPlace = { driver: "file", mount, folder, isAsked: true, isRootless: false };
  const scratch = mkdtempSync(join(tmpdir(), "cloison-cgroup-"));
  t.after(() => {
    options.remove(place);
    try {
      rmdirSync(parent);
    } catch {
      // Another test's group is in it, or none was made.
    }
    rmSync(scratch, { recursive: true });
  });
  return { place, folder, output: join(scratch, "output") };
}

export const textOf = (path: string): string => readFileSync(path, "utf8").trim();

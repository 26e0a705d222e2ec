import { spawnSync } from "node:child_process";
import { buildNative } from "../../lab-server/setup/native.ts";
import type { CgroupPlace } from "../../runtime/cgroup/plan-cgroup.ts";

/** The program of programs/cgroup.ts, built. */
export const cgroupProgram = (): Promise<string> =>
  buildNative("tests/runtime/programs/cgroup.ts", "cloison-test-cgroup", () => {});

/** Runs one verb of the program on this machine. Throws with what it said when it fails. */
export function cgroupVerbs(binary: string) {
  return (verb: string, place: Partial<CgroupPlace> | object, ...words: string[]): string => {
    const { status, stdout, stderr } = spawnSync(binary, [verb, JSON.stringify(place), ...words], {
      encoding: "utf8",
      timeout: 60_000,
    });
    if (status !== 0) throw new Error(stdout.trim() || `${verb} ended with ${status}: ${stderr}`);
    return stdout.trim();
  };
}

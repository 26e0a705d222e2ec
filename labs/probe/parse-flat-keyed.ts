import { linesOf } from "./lines-of.ts";
import { parseUnsigned } from "./parse-unsigned.ts";

/**
 * Parses a "flat keyed" file of cgroup v2: cgroup.events, cgroup.stat, memory.events, memory.stat (bytes and
 * counts), cpu.stat (microseconds and counts), pids.events. Which keys are there depends on the kernel. See
 * "Format" in the kernel's Documentation/admin-guide/cgroup-v2.rst.
 */
export function parseFlatKeyed(text: string): Map<string, bigint> {
  const values = new Map<string, bigint>();
  for (const line of linesOf(text)) {
    const [key = "", value, ...others] = line.split(" ");
    if (key === "" || value === undefined || others.length > 0)
      throw new Error("Cannot parse a flat keyed file: a key and a value in each line are expected");
    values.set(key, parseUnsigned(value, `a flat keyed file: ${key}`));
  }
  return values;
}

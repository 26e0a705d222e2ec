import { parseUnsigned } from "./parse-unsigned.ts";

/** A limit of cgroup v2: a number in the unit of its file, or `max` for none. */
export type CgroupLimit = bigint | "max";

/**
 * Parses a file of one value: memory.max, memory.high, memory.low, memory.min, memory.swap.max,
 * memory.current (bytes; limits are rounded down to whole pages), pids.max, pids.current (processes).
 * See "Interface Files" in the kernel's Documentation/admin-guide/cgroup-v2.rst.
 */
export function parseCgroupLimit(text: string): CgroupLimit {
  const value = text.replace(/\n$/, "");
  return value === "max" ? "max" : parseUnsigned(value, "a cgroup limit");
}

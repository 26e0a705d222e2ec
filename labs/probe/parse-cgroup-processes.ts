import { linesOf } from "./lines-of.ts";
import { parseUnsigned32 } from "./parse-unsigned.ts";

/**
 * Parses cgroup.procs or cgroup.threads: a pid in each line, in no order and perhaps twice; 0 stands for a
 * process that has no pid in the reader's PID namespace. Sorted here, without repeats.
 * See the kernel's Documentation/admin-guide/cgroup-v2.rst.
 */
export function parseCgroupProcesses(text: string): number[] {
  const pids = linesOf(text).map((line) => parseUnsigned32(line, "cgroup.procs"));
  return [...new Set(pids)].sort((a, b) => a - b);
}

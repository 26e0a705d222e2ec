import { readText } from "../../sys/text-files.ts";

let entries: readonly string[] | undefined;

/**
 * This program's environment, as NAME=value. Read once, and only when somebody asks. The child that becomes the container
 * must have asked before it leaves the host's /proc.
 */
export function environment(): readonly string[] {
  entries ??= readText("/proc/self/environ")
    .split("\0")
    .filter((entry) => entry !== "");
  return entries;
}

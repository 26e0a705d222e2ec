import { readText } from "../../sys/text-files.ts";

let variables: string[] | undefined;

/**
 * A variable of this program's environment; undefined: it is not set. Read once, and only when somebody asks. The child
 * that becomes the container must have asked before it leaves the host's /proc.
 */
export function environmentVariable(name: string): string | undefined {
  variables ??= readText("/proc/self/environ").split("\0");
  const start = `${name}=`;
  return variables.find((variable) => variable.startsWith(start))?.slice(start.length);
}

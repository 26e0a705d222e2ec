import { parseUnsigned } from "./parse-unsigned.ts";

/** What /proc/<pid>/ns/<kind> points to. Two processes share the Linux namespace when both values are equal. */
export interface LinuxNamespace {
  /** As the kernel names it: `pid` also for pid_for_children, which is a link to a PID namespace. */
  kind: string;
  inode: bigint;
}

/** Parses the target of a link in /proc/<pid>/ns, such as `uts:[4026531838]`; see proc_pid_ns(5). */
export function parseLinuxNamespaceLink(target: string): LinuxNamespace {
  const match = /^([a-z]+):\[([0-9]+)\]$/.exec(target);
  if (match === null)
    throw new Error(
      `Cannot parse a link of /proc/<pid>/ns: kind:[inode] is expected, not ${JSON.stringify(target.slice(0, 40))}`,
    );
  const [, kind = "", inode = ""] = match;
  return { kind, inode: parseUnsigned(inode, "a link of /proc/<pid>/ns") };
}

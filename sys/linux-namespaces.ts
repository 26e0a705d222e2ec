import { perform } from "./door.ts";

/** The kinds of Linux namespace (namespaces(7)): CLONE_NEW… flags. Names as in /proc/<pid>/ns. */
export const LinuxNamespace = {
  user: 0x10000000,
  mnt: 0x20000,
  pid: 0x20000000,
  net: 0x40000000,
  ipc: 0x8000000,
  uts: 0x4000000,
  cgroup: 0x2000000,
  time: 0x80,
} as const;

/** Moves this process into new namespaces (unshare(2)); for pid and time its next children. */
export function unshare(flags: number): void {
  perform("unshare", flags);
}

/**
 * Moves this process into the namespace that a descriptor of /proc/<pid>/ns/<kind> stands for, or, where it is a
 * pidfd, into those of that process that `flags` name (setns(2)); for pid its next children.
 */
export function enterLinuxNamespace(descriptor: number, flags = 0): void {
  perform("setns", descriptor, flags);
}

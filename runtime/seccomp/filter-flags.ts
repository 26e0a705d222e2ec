import type { Seccomp } from "../config/config.ts";

const newListener = 8; // SECCOMP_FILTER_FLAG_NEW_LISTENER

/** seccomp(2). TSYNC is for programs with threads; the runtime has one. */
const flagBits: Readonly<Record<NonNullable<Seccomp["flags"]>[number], number>> = {
  SECCOMP_FILTER_FLAG_TSYNC: 0,
  SECCOMP_FILTER_FLAG_LOG: 2,
  SECCOMP_FILTER_FLAG_SPEC_ALLOW: 4,
  SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV: 32,
};

/** Flags of a section that has none, not even an empty list: as in runc and crun, no processor is slowed down. */
const usual = ["SECCOMP_FILTER_FLAG_SPEC_ALLOW"] as const;

/** Whether somebody is to be asked about system calls. Only then listenerPath matters (config-linux.md, "Seccomp"). */
export const hasListener = ({ syscalls = [] }: Pick<Seccomp, "syscalls">): boolean =>
  syscalls.some(({ action }) => action === "SCMP_ACT_NOTIFY");

/** What seccomp(2) is given with a section's program. */
export function filterFlags(seccomp: Pick<Seccomp, "flags" | "syscalls">): number {
  let flags = hasListener(seccomp) ? newListener : 0;
  for (const flag of seccomp.flags ?? usual) flags |= flagBits[flag];
  return flags;
}

import type { Seccomp } from "../config.ts";
import type { Blame } from "../config-error.ts";

/** config-linux.md, "Seccomp". Names of system calls that nobody knows are skipped, as in the peers. */
export function checkSeccomp(seccomp: Seccomp, blame: Blame): void {
  const { defaultAction, defaultErrnoRet, syscalls = [], listenerPath, listenerMetadata } = seccomp;
  if (defaultErrnoRet !== undefined && !returnsErrno(defaultAction))
    throw blame(["defaultErrnoRet"], `${defaultAction} returns no error number`);
  if (defaultAction === "SCMP_ACT_NOTIFY")
    throw blame(["defaultAction"], "SCMP_ACT_NOTIFY cannot be used as default action");
  for (const [index, { names, action, errnoRet }] of syscalls.entries()) {
    if (errnoRet !== undefined && !returnsErrno(action))
      throw blame(["syscalls", index, "errnoRet"], `${action} returns no error number`);
    if (action !== "SCMP_ACT_NOTIFY") continue;
    // Who listens gets the descriptor by a write that comes after the filter.
    if (names.includes("write"))
      throw blame(["syscalls", index], "SCMP_ACT_NOTIFY cannot be used for the write syscall");
    if (listenerPath === undefined)
      throw blame(["listenerPath"], "is missing; SCMP_ACT_NOTIFY needs somebody who listens");
  }
  if (listenerMetadata !== undefined && listenerPath === undefined)
    throw blame(["listenerMetadata"], "can only be given with listenerPath");
}

const returnsErrno = (action: Seccomp["defaultAction"]) =>
  action === "SCMP_ACT_ERRNO" || action === "SCMP_ACT_TRACE";

import { attempt } from "../../sys/door.ts";
import { SystemError } from "../../sys/system-error.ts";
import { because } from "../cause.ts";
import type { Rlimit } from "../config/config.ts";

/** asm-generic/resource.h. */
const resources: Readonly<Record<Rlimit["type"], number>> = {
  RLIMIT_CPU: 0,
  RLIMIT_FSIZE: 1,
  RLIMIT_DATA: 2,
  RLIMIT_STACK: 3,
  RLIMIT_CORE: 4,
  RLIMIT_RSS: 5,
  RLIMIT_NPROC: 6,
  RLIMIT_NOFILE: 7,
  RLIMIT_MEMLOCK: 8,
  RLIMIT_AS: 9,
  RLIMIT_LOCKS: 10,
  RLIMIT_SIGPENDING: 11,
  RLIMIT_MSGQUEUE: 12,
  RLIMIT_NICE: 13,
  RLIMIT_RTPRIO: 14,
  RLIMIT_RTTIME: 15,
};

/**
 * Limits a process's resources (prlimit(2)); 0: this one. The runtime does it for init, because raising a limit takes
 * CAP_SYS_RESOURCE on the host, which a process in a user namespace of its own does not have.
 */
export function setRlimits(pid: number, rlimits: readonly Rlimit[] | undefined): void {
  for (const [index, { type, soft, hard }] of (rlimits ?? []).entries())
    because(`/process/rlimits/${index}`, () => {
      const limits = new BigUint64Array([soft, hard]); // struct rlimit64
      const result = attempt("prlimit64", pid, resources[type], new Uint8Array(limits.buffer), null);
      if (result < 0)
        throw new Error(`process.rlimits[${index}]: cannot set ${type} to ${soft} (hard ${hard})`, {
          cause: new SystemError("prlimit64", -result),
        });
    });
}

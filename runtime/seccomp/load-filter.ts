import { address, attempt } from "../../sys/door.ts";
import { SystemError } from "../../sys/system-error.ts";
import { log } from "../cli/log.ts";
import type { Seccomp } from "../config/config.ts";
import { filterFlags, hasListener } from "./filter-flags.ts";

const setFilter = 1; // SECCOMP_SET_MODE_FILTER

/**
 * Puts this process under a program of compileFilter(): from here on it judges every system call, also those that the
 * runtime still makes. Without no_new_privs it takes CAP_SYS_ADMIN. Result: the descriptor of the listener, if the
 * section has rules that ask one; it is close-on-exec.
 */
export function loadFilter(
  program: Uint8Array,
  seccomp: Pick<Seccomp, "flags" | "syscalls">,
): number | undefined {
  const flags = filterFlags(seccomp);
  log.debug(() => `seccomp filter flags: ${flags}`);
  const description = new Uint8Array(16); // struct sock_fprog
  const view = new DataView(description.buffer);
  view.setUint16(0, program.byteLength / 8, true);
  view.setBigUint64(8, BigInt(address(program)), true);
  const result = attempt("seccomp", setFilter, flags, description);
  if (result < 0)
    throw new Error(`linux.seccomp: the kernel does not take the filter (flags ${flags})`, {
      cause: new SystemError("seccomp", -result),
    });
  return hasListener(seccomp) ? result : undefined;
}

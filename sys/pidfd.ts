import { attempt, perform } from "./door.ts";
import { Errno } from "./errno.ts";
import { SystemError } from "./system-error.ts";

/** A descriptor of a process, which stands for it alone, whatever becomes of its number. undefined: it is gone. */
export function openProcess(pid: number): number | undefined {
  const result = attempt("pidfd_open", pid, 0);
  if (result === -Errno.ESRCH) return undefined;
  if (result < 0) throw new SystemError("pidfd_open", -result);
  return result;
}

/** Sends a signal. false: the process has ended. */
export function signalProcess(process: number, signal: number): boolean {
  const result = attempt("pidfd_send_signal", process, signal, null, 0);
  if (result < 0 && result !== -Errno.ESRCH) throw new SystemError("pidfd_send_signal", -result);
  return result === 0;
}

/** A copy of another process's descriptor (pidfd_getfd(2)). */
export function takeDescriptor(process: number, descriptor: number): number {
  return perform("pidfd_getfd", process, descriptor, 0);
}

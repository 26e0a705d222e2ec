import { attempt } from "./door.ts";
import { Errno } from "./errno.ts";
import { SystemError } from "./system-error.ts";

const exclusive = 2; // LOCK_EX
const doNotWait = 4; // LOCK_NB

/** Locks an open file or folder for this process until its descriptor is closed (flock(2)). false: another has it. */
export function tryLock(descriptor: number): boolean {
  const result = attempt("flock", descriptor, exclusive | doNotWait);
  if (result === -Errno.EAGAIN) return false;
  if (result < 0) throw new SystemError("flock", -result);
  return true;
}

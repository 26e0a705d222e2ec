import { attempt } from "./door.ts";
import { Errno } from "./errno.ts";
import { SystemError } from "./system-error.ts";

const currentDirectory = -100; // AT_FDCWD

/** Gives a file to a user; its group stays. false: it is not there. */
export function changeOwner(path: string, uid: number): boolean {
  const result = attempt("fchownat", currentDirectory, path, uid, -1, 0);
  if (result < 0 && result !== -Errno.ENOENT) throw new SystemError("fchownat", -result);
  return result === 0;
}

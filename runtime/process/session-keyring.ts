import { attempt, perform } from "../../sys/door.ts";
import { Errno } from "../../sys/errno.ts";
import { SystemError } from "../../sys/system-error.ts";
import { log } from "../cli/log.ts";

const joinSession = 1; // KEYCTL_JOIN_SESSION_KEYRING
const setPermissions = 5; // KEYCTL_SETPERM

/** What a session keyring is born with: everything for who possesses it, view, read and link for its user. */
const usual = 0x3f130000;
const searchByUser = 0x00080000;
const searchByOthers = 0x00000008;

export interface SessionKeyringOptions {
  /** Of the container. `exec` finds its keyring by it. */
  id: string;
  /**
   * Lets later processes of the container find the keyring, said by the first one: in a user namespace of the
   * container they have another user than its maker.
   */
  opensTo?: "user" | "others";
}

/**
 * Leaves the session keyring of who called the runtime, whose keys the container must not see, for the container's own
 * (keyctl(2), session-keyring(7)).
 */
export function joinSessionKeyring({ id, opensTo }: SessionKeyringOptions): void {
  const keyring = attempt("keyctl", joinSession, `_ses.${id}`);
  if (keyring === -Errno.ENOSYS) {
    log.debug(() => "This kernel has no keyrings");
    return;
  }
  if (keyring < 0)
    throw new Error("Cannot make the container's session keyring (--no-new-keyring keeps the caller's)", {
      cause: new SystemError("keyctl", -keyring),
    });
  if (opensTo)
    perform("keyctl", setPermissions, keyring, usual | (opensTo === "user" ? searchByUser : searchByOthers));
}

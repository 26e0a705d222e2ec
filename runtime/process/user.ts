import { setGroup, setKeepCapabilities, setUser } from "../../sys/credentials.ts";
import { attempt, decodeText } from "../../sys/door.ts";
import { Errno } from "../../sys/errno.ts";
import { close, FileType, OpenFlag, read } from "../../sys/files.ts";
import { SystemError } from "../../sys/system-error.ts";
import type { User } from "../config/config.ts";
import { openProcFile, openProcfs } from "./procfs.ts";

/**
 * Changes this process's user and groups for good. Permitted capabilities survive it, effective ones do not, unless
 * the user stays root.
 */
export function becomeUser({ uid, gid, additionalGids = [] }: User): void {
  setAdditionalGroups(additionalGids);
  if (uid !== 0) setKeepCapabilities(true); // until execve
  naming("process.user.gid", gid, () => setGroup(gid));
  naming("process.user.uid", uid, () => setUser(uid));
}

function naming(field: string, id: number, change: () => void): void {
  try {
    change();
  } catch (cause) {
    const isUnmapped = SystemError.is(cause, "EINVAL");
    const reason = isUnmapped ? ": the container's user namespace has no mapping for it" : "";
    throw new Error(`${field}: cannot change to ${id}${reason}`, { cause });
  }
}

function setAdditionalGroups(gids: readonly number[]): void {
  const list = new Uint8Array(Uint32Array.from(gids).buffer);
  const result = attempt("setgroups", gids.length, list);
  if (result >= 0) return;
  // An ordinary user's own mapping of groups may take no groups away, for they may also serve to forbid something.
  if (result === -Errno.EPERM && gids.length === 0 && isForbidden()) return;
  const reason =
    result === -Errno.EINVAL ? ": the container's user namespace has no mapping for one of them" : "";
  throw new Error(`process.user.additionalGids: cannot change to ${gids.join(", ") || "none"}${reason}`, {
    cause: new SystemError("setgroups", -result),
  });
}

/** /proc/<pid>/setgroups (user_namespaces(7)). */
function isForbidden(): boolean {
  const procfs = openProcfs();
  const file = openProcFile(procfs, "self/setgroups", OpenFlag.readOnly);
  const bytes = new Uint8Array(16);
  const length = read(file, bytes) ?? 0;
  close(file);
  close(procfs);
  return decodeText(bytes, 0, length).startsWith("deny");
}

/**
 * Gives the standard streams to the user that the container's process runs as, so that it can open them again through
 * /dev/stdout. /dev/null stays everybody's, and what cannot be given away stays as it is.
 */
export function giveStandardStreams(uid: number, gid: number): void {
  const emptyPath = 0x1000; // AT_EMPTY_PATH
  const ownerAndKind = 0x0b; // STATX_TYPE | STATX_MODE | STATX_UID
  for (const descriptor of [0, 1, 2]) {
    const status = new Uint8Array(256); // struct statx
    if (attempt("statx", descriptor, "", emptyPath, ownerAndKind, status) < 0) continue;
    const view = new DataView(status.buffer);
    const isNull = view.getUint32(128, true) === 1 && view.getUint32(132, true) === 3; // stx_rdev
    if (view.getUint32(20, true) === uid || isNull) continue;
    // A terminal stays in its group, which mesg(1) and write(1) need.
    const isDevice = (view.getUint16(28, true) & FileType.mask) === FileType.character;
    const result = attempt("fchown", descriptor, uid, isDevice ? -1 : gid);
    if (result < 0 && result !== -Errno.EPERM && result !== -Errno.EROFS && result !== -Errno.EINVAL)
      throw new SystemError("fchown", -result);
  }
}

import { attempt, perform } from "./door.ts";
import { SystemError } from "./system-error.ts";

const setDumpable = 4; // PR_SET_DUMPABLE
const keepCapabilities = 8; // PR_SET_KEEPCAPS
const noNewPrivileges = 38; // PR_SET_NO_NEW_PRIVS

/** Real, effective and saved user id at once. */
export function setUser(uid: number): void {
  perform("setresuid", uid, uid, uid);
}

/** Real, effective and saved group id at once. */
export function setGroup(gid: number): void {
  perform("setresgid", gid, gid, gid);
}

/** The mode bits that created files do not get. Result: the ones before. */
export function setUmask(mask: number): number {
  return perform("umask", mask);
}

/** Whether others of the same user may look into this process: trace it, follow its /proc links, dump it. */
export function setDumpableTo(isDumpable: boolean): void {
  perform("prctl", setDumpable, isDumpable ? 1 : 0, 0, 0, 0);
}

/** Whether the permitted capabilities survive the next change from user 0 to another. */
export function setKeepCapabilities(keeps: boolean): void {
  perform("prctl", keepCapabilities, keeps ? 1 : 0, 0, 0, 0);
}

/** No program that this process turns into gains privileges by its file (no_new_privs). For good. */
export function forbidNewPrivileges(): void {
  perform("prctl", noNewPrivileges, 1, 0, 0, 0);
}

/** Effective ids of this process. */
export function userId(): number {
  return perform("getuid");
}

export function groupId(): number {
  return perform("getgid");
}

/** The current directory as the kernel sees it: it begins with / unless it lies outside of the root. */
export function currentDirectoryPath(): string {
  const buffer = new Uint8Array(4096);
  const length = attempt("getcwd", buffer, buffer.byteLength);
  if (length < 0) throw new SystemError("getcwd", -length);
  let text = "";
  for (let index = 0; index < length - 1; index++) text += String.fromCharCode(buffer[index] ?? 0);
  return text;
}

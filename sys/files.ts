import { architecture } from "./arch/x86-64.ts";
import { attempt, decodeText, perform, performUnlessBlocked } from "./door.ts";
import { Errno } from "./errno.ts";
import { SystemError } from "./system-error.ts";

export const OpenFlag = architecture.openFlags;

const currentDirectory = -100; // AT_FDCWD
const emptyPath = 0x1000; // AT_EMPTY_PATH
const doNotFollow = 0x100; // AT_SYMLINK_NOFOLLOW
const removeDirectoryFlag = 0x200; // AT_REMOVEDIR

/** The kinds of file, as in the upper bits of a mode (inode(7)). */
export const FileType = {
  mask: 0o170000,
  regular: 0o100000,
  directory: 0o040000,
  character: 0o020000,
  link: 0o120000,
} as const;

/** Opens a file, close-on-exec in any case. `mode` is what a created file gets, less the umask. */
export function open(path: string, flags: number, options: { mode?: number } = {}): number {
  return perform("openat", currentDirectory, path, flags | OpenFlag.closeOnExec, options.mode ?? 0);
}

/** Reads at most the length of `into`. 0: the end. undefined: nothing now, on a descriptor that does not block. */
export function read(descriptor: number, into: Uint8Array): number | undefined {
  return performUnlessBlocked("read", descriptor, into, into.byteLength);
}

/** Writes what fits now and says how much. undefined: nothing now, on a descriptor that does not block. */
export function write(descriptor: number, bytes: Uint8Array): number | undefined {
  return performUnlessBlocked("write", descriptor, bytes, bytes.byteLength);
}

/** Closes a descriptor. Its errors tell of nothing that could be mended, and it is closed in any case. */
export function close(descriptor: number): void {
  attempt("close", descriptor);
}

/** Writes everything to a descriptor that blocks. */
export function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.byteLength; ) {
    const count = write(descriptor, bytes.subarray(done));
    if (count === undefined) throw new SystemError("write", Errno.EAGAIN);
    done += count;
  }
}

/** Cuts an open file off, or lengthens it with zeros. */
export function truncate(descriptor: number, lengthBytes: number): void {
  perform("ftruncate", descriptor, lengthBytes);
}

/** Type and permission bits (inode(7)) of a descriptor or of the file at a path. Links are followed unless said. */
export function mode(file: number | string, options: { followLinks?: boolean } = {}): number {
  const record = new Uint8Array(256); // struct statx, the same on every architecture
  const onlyMode = 0x3; // STATX_TYPE | STATX_MODE
  if (typeof file === "number") perform("statx", file, "", emptyPath, onlyMode, record);
  else {
    const flags = options.followLinks === false ? doNotFollow : 0;
    perform("statx", currentDirectory, file, flags, onlyMode, record);
  }
  return new DataView(record.buffer).getUint16(28, true);
}

/** Sets the permission bits, whatever the umask. */
export function changeMode(descriptor: number, permissions: number): void {
  perform("fchmod", descriptor, permissions);
}

/** Where a link in an open directory points; undefined when it cannot be read. `scratch` limits its length. */
export function readLink(
  name: string,
  { directory, scratch }: { directory: number; scratch: Uint8Array },
): string | undefined {
  const length = attempt("readlinkat", directory, name, scratch, scratch.byteLength);
  return length < 0 ? undefined : decodeText(scratch, 0, length);
}

/** Makes one directory. false: something of that name exists. */
export function makeDirectory(path: string, options: { mode?: number } = {}): boolean {
  const result = attempt("mkdirat", currentDirectory, path, options.mode ?? 0o755);
  if (result < 0 && result !== -Errno.EEXIST) throw new SystemError("mkdirat", -result);
  return result === 0;
}

/** Removes an empty directory. false: it is not empty, in use, or not there. */
export function removeDirectory(path: string): boolean {
  return attempt("unlinkat", currentDirectory, path, removeDirectoryFlag) === 0;
}

/** Removes a file's name. false: it was not there. */
export function unlink(path: string): boolean {
  const result = attempt("unlinkat", currentDirectory, path, 0);
  if (result < 0 && result !== -Errno.ENOENT) throw new SystemError("unlinkat", -result);
  return result === 0;
}

/** Gives a file another name in one step, replacing what bore it. */
export function rename(from: string, to: string): void {
  perform("renameat2", currentDirectory, from, currentDirectory, to, 0);
}

/** The next directory records (getdents64(2)) into `into`: their length, 0 at the end. */
export function readDirectory(descriptor: number, into: Uint8Array): number {
  return perform("getdents64", descriptor, into, into.byteLength);
}

/** The two ends of a new pipe: what is written to the second is read from the first. One of them does not block. */
export function pipe(nonBlockingEnd: "read" | "write"): [number, number] {
  const ends = new Uint8Array(8);
  perform("pipe2", ends, OpenFlag.closeOnExec);
  const view = new DataView(ends.buffer);
  const readEnd = view.getInt32(0, true);
  const writeEnd = view.getInt32(4, true);
  setNonBlocking(nonBlockingEnd === "read" ? readEnd : writeEnd);
  return [readEnd, writeEnd];
}

/** From now on reading and writing do not wait, for whoever shares the open file; its other status flags go. */
export function setNonBlocking(descriptor: number): void {
  const setStatusFlags = 4; // F_SETFL
  perform("fcntl", descriptor, setStatusFlags, OpenFlag.nonBlocking);
}

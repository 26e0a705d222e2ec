import { attempt } from "./door.ts";
import { Errno } from "./errno.ts";
import { SystemError } from "./system-error.ts";

/** What the kernel tells of a file (statx(2)). */
export interface FileStatus {
  /** Type and permission bits (inode(7)). */
  mode: number;
  uid: number;
  gid: number;
  inode: bigint;
  /** Of the file system that it is in. */
  device: { major: number; minor: number };
  /** What it stands for, where it is a device. */
  special: { major: number; minor: number };
}

const currentDirectory = -100; // AT_FDCWD
const emptyPath = 0x1000; // AT_EMPTY_PATH
const doNotFollow = 0x100; // AT_SYMLINK_NOFOLLOW
const basics = 0x7ff; // STATX_BASIC_STATS

/** The status of an open file or of what is at a path; undefined: nothing is. Links are followed unless said. */
export function fileStatus(
  file: number | string,
  options: { followLinks?: boolean } = {},
): FileStatus | undefined {
  const record = new Uint8Array(256); // struct statx
  const isOpen = typeof file === "number";
  const flags = isOpen ? emptyPath : options.followLinks === false ? doNotFollow : 0;
  const [from, path] = isOpen ? [file, ""] : [currentDirectory, file];
  const result = attempt("statx", from, path, flags, basics, record);
  if (result === -Errno.ENOENT || result === -Errno.ENOTDIR) return undefined;
  if (result < 0) throw new SystemError("statx", -result);
  const view = new DataView(record.buffer);
  return {
    mode: view.getUint16(28, true),
    uid: view.getUint32(20, true),
    gid: view.getUint32(24, true),
    inode: view.getBigUint64(32, true),
    special: { major: view.getUint32(128, true), minor: view.getUint32(132, true) },
    device: { major: view.getUint32(136, true), minor: view.getUint32(140, true) },
  };
}

/** Whether an open file is the one that a path leads to now. */
export function isFileAt(descriptor: number, path: string): boolean {
  const opened = fileStatus(descriptor);
  const found = fileStatus(path);
  return (
    opened !== undefined &&
    found !== undefined &&
    opened.inode === found.inode &&
    opened.device.major === found.device.major &&
    opened.device.minor === found.device.minor
  );
}

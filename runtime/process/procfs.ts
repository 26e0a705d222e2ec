import { attempt, encodeText, perform } from "../../sys/door.ts";
import { close, OpenFlag, writeAll } from "../../sys/files.ts";
import { newMount } from "../../sys/mounts.ts";
import { openInRoot, Resolve } from "../../sys/open-in-root.ts";

const currentDirectory = -100; // AT_FDCWD
const procfsMagic = 0x9fa0n; // PROC_SUPER_MAGIC
const rootInode = 1n; // PROC_ROOT_INO

/**
 * A descriptor of a real procfs. What the container is not to be trusted with - security labels, sysctls - is written
 * through it, never by a path from /: whoever mounts something over /proc or over a file in it would otherwise have
 * the runtime believe that a profile was set, or write where it must not (CVE-2019-19921, CVE-2025-52881). Opened
 * before the root is exchanged, it is the host's and still leads to this process's own files. It is close-on-exec.
 */
export function openProcfs(): number {
  const flags = OpenFlag.path | OpenFlag.directory | OpenFlag.noFollow | OpenFlag.closeOnExec;
  const place = attempt("openat", currentDirectory, "/proc", flags);
  if (place >= 0) {
    if (isProcfsRoot(place)) return place;
    close(place);
  }
  return newMount("proc");
}

/** The type of the file system alone is not enough: /proc/sys, bound onto /proc, has it too. */
function isProcfsRoot(descriptor: number): boolean {
  const fileSystem = new BigUint64Array(15); // struct statfs of a 64-bit kernel; f_type comes first
  perform("fstatfs", descriptor, new Uint8Array(fileSystem.buffer));
  if (fileSystem[0] !== procfsMagic) return false;
  const emptyPath = 0x1000; // AT_EMPTY_PATH
  const onlyInode = 0x100; // STATX_INO
  const status = new BigUint64Array(32); // struct statx
  perform("statx", descriptor, "", emptyPath, onlyInode, new Uint8Array(status.buffer));
  return status[4] === rootInode;
}

/**
 * Opens a file of a procfs from {@link openProcfs}: no mount and no magic link on the way, so that it is the file which
 * the kernel gives that name. Throws SystemError; EXDEV: something is mounted there.
 */
export function openProcFile(procfs: number, path: string, flags: number): number {
  return openInRoot(procfs, path, { flags, resolve: Resolve.sameMount });
}

/** Writes a text to such a file in one piece, which is how the kernel takes it. */
export function writeProcFile(procfs: number, path: string, text: string): void {
  const file = openProcFile(procfs, path, OpenFlag.writeOnly);
  try {
    writeAll(file, encodeText(text));
  } finally {
    close(file);
  }
}

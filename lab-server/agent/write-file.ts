import { Errno } from "../../sys/errno.ts";
import {
  changeMode,
  close,
  FileType,
  makeDirectory,
  mode,
  OpenFlag,
  open,
  rename,
  unlink,
  writeAll,
} from "../../sys/files.ts";
import { SystemError } from "../../sys/system-error.ts";

/** Trees of the kernel's: their files take writes, but none can be made and renamed into place. */
const kernelTrees = /^\/(proc|sys)\//;

/**
 * Creates or replaces a file; missing parents are made. The old contents or the new are seen, never a part, except
 * where a file can only be written in place: in the kernel's trees and where something is mounted on it.
 */
export function writeFile(path: string, data: Uint8Array, options: { permissions: number }): void {
  if (kernelTrees.test(path)) {
    writeInPlace(path, data);
    return;
  }
  makeParents(path);
  const unfinished = `${path}.cloison-new`;
  unlink(unfinished);
  const flags = OpenFlag.writeOnly | OpenFlag.create | OpenFlag.exclusive | OpenFlag.noFollow;
  const descriptor = open(unfinished, flags, { mode: 0o600 });
  try {
    try {
      writeAll(descriptor, data);
      changeMode(descriptor, options.permissions);
    } finally {
      close(descriptor);
    }
    rename(unfinished, path);
  } catch (error) {
    unlink(unfinished);
    if (!SystemError.is(error, "EBUSY")) throw error;
    writeInPlace(path, data);
  }
}

function writeInPlace(path: string, data: Uint8Array): void {
  if ((mode(path) & FileType.mask) !== FileType.regular) throw new SystemError("open", Errno.EISDIR);
  const flags = OpenFlag.writeOnly | OpenFlag.truncate | OpenFlag.noControllingTerminal;
  const descriptor = open(path, flags);
  try {
    // The kernel's files take one write as one order.
    writeAll(descriptor, data);
  } finally {
    close(descriptor);
  }
}

function makeParents(path: string): void {
  for (let end = path.indexOf("/", 1); end > 0; end = path.indexOf("/", end + 1)) {
    makeDirectory(path.slice(0, end));
  }
}

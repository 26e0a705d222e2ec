import { Errno } from "../../sys/errno.ts";
import { close, FileType, mode, OpenFlag, open, read } from "../../sys/files.ts";
import { SystemError } from "../../sys/system-error.ts";
import { StatusCode, TtrpcError } from "../../ttrpc/status.ts";
import { openKernelFile } from "./kernel-files.ts";

export interface FileContents {
  data: Uint8Array;
  /** Whether the file goes on. */
  truncated: boolean;
}

const firstBytes = 16 * 1024;
const flags = OpenFlag.readOnly | OpenFlag.nonBlocking | OpenFlag.noControllingTerminal;

/**
 * Reads the beginning of a regular file; anything else is refused before it is opened, since opening a FIFO or
 * a device can block or act. A file system that does not answer blocks. Throws SystemError and TtrpcError.
 */
export function readFile(path: string, maxBytes: number): FileContents {
  requireRegular(path, mode(path));
  return readAndClose(open(path, flags), { path, maxBytes });
}

/** Reads the beginning of a file of {@link openKernelFile}, which never blocks. undefined: it is none of those. */
export function readKernelFile(path: string, maxBytes: number): FileContents | undefined {
  const descriptor = openKernelFile(path, flags);
  return descriptor === undefined ? undefined : readAndClose(descriptor, { path, maxBytes });
}

function readAndClose(
  descriptor: number,
  { path, maxBytes }: { path: string; maxBytes: number },
): FileContents {
  try {
    requireRegular(path, mode(descriptor));
    // One byte more than asked tells whether the file goes on.
    const most = maxBytes + 1;
    let buffer = new Uint8Array(Math.min(firstBytes, most));
    let length = 0;
    for (;;) {
      if (length === buffer.byteLength) {
        if (length === most) return { data: buffer.subarray(0, maxBytes), truncated: true };
        const larger = new Uint8Array(Math.min(length * 4, most));
        larger.set(buffer);
        buffer = larger;
      }
      const count = read(descriptor, buffer.subarray(length));
      if (count === undefined) {
        throw new TtrpcError(
          StatusCode.FAILED_PRECONDITION,
          `Cannot read ${path}: it has nothing to give now`,
        );
      }
      if (count === 0) return { data: buffer.subarray(0, length), truncated: false };
      length += count;
    }
  } finally {
    close(descriptor);
  }
}

function requireRegular(path: string, fileMode: number): void {
  const type = fileMode & FileType.mask;
  if (type === FileType.regular) return;
  if (type === FileType.directory) throw new SystemError("read", Errno.EISDIR);
  throw new TtrpcError(
    StatusCode.FAILED_PRECONDITION,
    `Cannot read ${path}: only regular files are read, and this is a FIFO, device or socket`,
  );
}

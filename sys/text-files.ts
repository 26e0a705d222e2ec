import { attempt, decodeText, encodeText, perform } from "./door.ts";
import { Errno } from "./errno.ts";
import { close, OpenFlag, open, writeAll } from "./files.ts";
import { SystemError } from "./system-error.ts";

const currentDirectory = -100; // AT_FDCWD

/**
 * Everything from an open file's position to its end, as UTF-8; of a file that somebody else may have made endless not
 * much more than `mostBytes`.
 */
export function readTextFrom(descriptor: number, { mostBytes = Number.POSITIVE_INFINITY } = {}): string {
  let buffer = new Uint8Array(8192);
  let length = 0;
  for (;;) {
    if (length === buffer.byteLength) {
      const larger = new Uint8Array(length * 4);
      larger.set(buffer);
      buffer = larger;
    }
    const free = buffer.subarray(length);
    const count = perform("read", descriptor, free, free.byteLength);
    if (count === 0 || length >= mostBytes) return decodeText(buffer, 0, length);
    length += count;
  }
}

/** The text of a file. Throws {@link SystemError}. */
export function readText(path: string): string {
  const descriptor = open(path, OpenFlag.readOnly);
  try {
    return readTextFrom(descriptor);
  } finally {
    close(descriptor);
  }
}

/** The text of a file; undefined: there is none of that name. */
export function readTextIfThere(path: string): string | undefined {
  const flags = OpenFlag.readOnly | OpenFlag.closeOnExec;
  const descriptor = attempt("openat", currentDirectory, path, flags, 0);
  if (descriptor === -Errno.ENOENT || descriptor === -Errno.ENOTDIR) return undefined;
  if (descriptor < 0) throw new SystemError("openat", -descriptor);
  try {
    return readTextFrom(descriptor);
  } finally {
    close(descriptor);
  }
}

/** Replaces what a file holds, making it where it is not there. Not in one step: see rename. */
export function writeText(path: string, text: string, options: { mode?: number } = {}): void {
  const flags = OpenFlag.writeOnly | OpenFlag.create | OpenFlag.truncate;
  const descriptor = open(path, flags, { mode: options.mode ?? 0o644 });
  try {
    writeAll(descriptor, encodeText(text));
  } finally {
    close(descriptor);
  }
}

/** Writes to a file of the kernel, which exists and takes a whole text at once. */
export function writeKernelFile(path: string, text: string): void {
  const descriptor = open(path, OpenFlag.writeOnly);
  try {
    writeAll(descriptor, encodeText(text));
  } finally {
    close(descriptor);
  }
}

import { type DirectoryRecord, parseDirectoryRecords } from "../../sys/directory-records.ts";
import { close, OpenFlag, open, readDirectory } from "../../sys/files.ts";
import { StatusCode, TtrpcError } from "../../ttrpc/status.ts";

export interface ListedEntry {
  name: string;
  type: string;
}

/** d_type, readdir(3). */
const types: Record<number, string> = {
  1: "fifo",
  2: "character",
  4: "directory",
  6: "block",
  8: "file",
  10: "link",
  12: "socket",
};
const mostEntries = 20_000;

/** The entries of a directory without . and .., in the order of the kernel. Throws SystemError. */
export function readEntries(path: string): DirectoryRecord[] {
  const descriptor = open(path, OpenFlag.readOnly | OpenFlag.directory);
  try {
    const buffer = new Uint8Array(32 * 1024);
    const entries: DirectoryRecord[] = [];
    for (;;) {
      const length = readDirectory(descriptor, buffer);
      if (length === 0) return entries;
      entries.push(...parseDirectoryRecords(buffer.subarray(0, length)));
      if (entries.length > mostEntries) {
        const message = `Cannot list ${path}: it has more than ${mostEntries} entries`;
        throw new TtrpcError(StatusCode.RESOURCE_EXHAUSTED, message);
      }
    }
  } finally {
    close(descriptor);
  }
}

/** The entries of a directory, sorted by name. Throws SystemError and TtrpcError. */
export function listDirectory(path: string): ListedEntry[] {
  const entries = readEntries(path).map(({ name, type }) => ({ name, type: types[type] ?? "unknown" }));
  return entries.sort((one, other) => (one.name < other.name ? -1 : 1));
}

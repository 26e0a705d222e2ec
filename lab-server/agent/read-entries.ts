import { type DirectoryRecord, parseDirectoryRecords } from "../../sys/directory-records.ts";
import { readDirectory } from "../../sys/files.ts";
import { StatusCode, TtrpcError } from "../../ttrpc/status.ts";

const mostEntries = 20_000;

/** The entries of an open directory without . and .., in the order of the kernel. Throws SystemError and TtrpcError. */
export function readEntries(descriptor: number, path: string): DirectoryRecord[] {
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
}

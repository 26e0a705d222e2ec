import { close, OpenFlag, open } from "../../sys/files.ts";
import { type ApartContext, doApart } from "./apart.ts";
import { openKernelFile } from "./kernel-files.ts";
import { readEntries } from "./read-entries.ts";

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
const flags = OpenFlag.readOnly | OpenFlag.directory;
const mebibyte = 1024 * 1024;

/** The entries of a directory, sorted by name; one that may be a student's is listed apart. Throws SystemError and TtrpcError. */
export async function listDirectory(path: string, context: ApartContext): Promise<ListedEntry[]> {
  const descriptor = openKernelFile(path, flags);
  if (descriptor !== undefined) return listAndClose(descriptor, path);
  const list = () => {
    const entries = listAndClose(open(path, flags), path);
    return new TextEncoder().encode(JSON.stringify(entries));
  };
  const apart = { action: `Cannot list ${path}`, work: list, mostBytes: 8 * mebibyte };
  return JSON.parse(new TextDecoder().decode(await doApart(apart, context)));
}

function listAndClose(descriptor: number, path: string): ListedEntry[] {
  try {
    const records = readEntries(descriptor, path);
    const entries = records.map(({ name, type }) => ({ name, type: types[type] ?? "unknown" }));
    return entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  } finally {
    close(descriptor);
  }
}

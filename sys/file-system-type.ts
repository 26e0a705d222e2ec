import { attempt } from "./door.ts";

/** The kinds of file system that are told apart, as in linux/magic.h. */
export const FileSystemType = { cgroup2: 0x63677270 } as const;

/** The kind of file system that a path is in; undefined: it cannot be told, mostly because nothing is there. */
export function fileSystemType(path: string): number | undefined {
  const record = new Uint8Array(120); // struct statfs of a 64-bit kernel: it begins with the type
  if (attempt("statfs", path, record) < 0) return undefined;
  return new DataView(record.buffer).getUint32(0, true);
}

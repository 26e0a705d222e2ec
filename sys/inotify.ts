import { attempt, perform } from "./door.ts";
import { Errno } from "./errno.ts";
import { OpenFlag } from "./files.ts";
import { SystemError } from "./system-error.ts";

/** What inotify(7) can tell of. */
export const InotifyMask = {
  modify: 0x2,
  movedFrom: 0x40,
  movedTo: 0x80,
  create: 0x100,
  delete: 0x200,
  queueOverflow: 0x4000,
  /** The watch is gone, because its directory is. */
  ignored: 0x8000,
  onlyDirectory: 0x1000000,
  /** The entry is a directory. */
  isDirectory: 0x40000000,
} as const;

/** A descriptor to read inotify records from; it does not block. */
export function openInotify(): number {
  return perform("inotify_init1", OpenFlag.closeOnExec | OpenFlag.nonBlocking);
}

/** Watches a directory. undefined: it is gone. */
export function addInotifyWatch(
  descriptor: number,
  watched: { path: string; mask: number },
): number | undefined {
  const result = attempt("inotify_add_watch", descriptor, watched.path, watched.mask);
  if (result === -Errno.ENOENT || result === -Errno.ENOTDIR) return undefined;
  if (result < 0) throw new SystemError("inotify_add_watch", -result);
  return result;
}

import { attempt } from "../../sys/door.ts";
import { really } from "./really.ts";

const currentDirectory = -100; // AT_FDCWD
const doNotFollow = 0x100; // AT_SYMLINK_NOFOLLOW
const basics = 0x7ff; // STATX_BASIC_STATS
const folderMode = 0o040755;
const fileMode = 0o100644;

/** Where a path of the imagined system leads: to a file of the real one, or to something made since. */
export type Place = { real: string } | { made: "folder" | "file" } | undefined;

/**
 * The files of a system in which the runtime's steps have been taken, though nothing was done: what is there, and on
 * top of it what was made, and what would have been mounted.
 */
export class ImaginedFiles {
  readonly #made = new Map<string, "folder" | "file">();
  readonly #contents = new Map<string, string>();
  readonly #removed = new Set<string>();
  /** The last one at a place counts. `backing`: whose files are seen there; none in a new, empty file system. */
  readonly #mounts: { at: string; backing: string | undefined }[] = [];

  /** What is at a path. Made things hide real ones. */
  at(path: string): Place {
    const made = this.#made.get(path);
    if (made) return { made };
    if (this.#removed.has(path)) return undefined;
    const real = this.#backing(path);
    return real !== undefined && exists(real) ? { real } : undefined;
  }

  make(path: string, kind: "folder" | "file"): void {
    this.#made.set(path, kind);
    this.#removed.delete(path);
  }

  remove(path: string): boolean {
    const was = this.at(path) !== undefined;
    this.#made.delete(path);
    this.#contents.delete(path);
    this.#removed.add(path);
    return was;
  }

  rename(from: string, to: string): void {
    const text = this.read(from);
    this.make(to, this.#made.get(from) ?? "file");
    if (text !== undefined) this.#contents.set(to, text);
    this.remove(from);
  }

  write(path: string, text: string, { truncates }: { truncates: boolean }): void {
    this.#contents.set(path, (truncates ? "" : (this.#contents.get(path) ?? "")) + text);
  }

  /** What was written to a file that was made. */
  read(path: string): string | undefined {
    return this.#contents.get(path);
  }

  mount(at: string, backing: string | undefined): void {
    this.#mounts.push({ at, backing });
    for (const path of this.#made.keys()) if (path.startsWith(`${at}/`)) this.#made.delete(path);
  }

  /** The record of statx(2), for what is at a path. Result: 0 or -errno. */
  status(path: string, record: Uint8Array, options: { followLinks: boolean }): number {
    const place = this.at(path);
    if (!place) return -2;
    if ("real" in place)
      return really(() =>
        attempt("statx", currentDirectory, place.real, options.followLinks ? 0 : doNotFollow, basics, record),
      );
    new DataView(record.buffer).setUint16(28, place.made === "folder" ? folderMode : fileMode, true);
    return 0;
  }

  #backing(path: string): string | undefined {
    for (const { at, backing } of [...this.#mounts].reverse())
      if (path === at || path.startsWith(`${at}/`)) {
        if (backing !== undefined) return this.#realOf(backing + path.slice(at.length), at);
        return path === at ? "/" : undefined;
      }
    return path;
  }

  /** A mount's source may itself lie in an imagined mount, but not in its own. */
  #realOf(path: string, at: string): string | undefined {
    return path.startsWith(`${at}/`) || path === at ? path : this.#backing(path);
  }
}

function exists(path: string): boolean {
  return (
    really(() => attempt("statx", currentDirectory, path, doNotFollow, basics, new Uint8Array(256))) === 0
  );
}

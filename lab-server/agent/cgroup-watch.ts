import { AsyncDescriptor } from "../../sys/async-descriptor.ts";
import type { DirectoryRecord } from "../../sys/directory-records.ts";
import type { EventLoop } from "../../sys/event-loop.ts";
import { close, OpenFlag } from "../../sys/files.ts";
import { addInotifyWatch, InotifyMask, openInotify } from "../../sys/inotify.ts";
import { type InotifyRecord, parseInotifyRecords } from "../../sys/inotify-records.ts";
import { SystemError } from "../../sys/system-error.ts";
import { openKernelFile } from "./kernel-files.ts";
import type { ChangeListener } from "./machine-change.ts";
import { readEntries } from "./read-entries.ts";

const mask =
  InotifyMask.modify |
  InotifyMask.create |
  InotifyMask.delete |
  InotifyMask.movedFrom |
  InotifyMask.movedTo |
  InotifyMask.onlyDirectory;
const mostWatches = 4096;
const directoryType = 4; // d_type

/** Tells of changes below a directory of the cgroup tree, from now until `close`. */
export class CgroupWatch {
  readonly #inotify: AsyncDescriptor;
  readonly #descriptor: number;
  readonly #listener: ChangeListener;
  readonly #root: string;
  readonly #paths = new Map<number, string>();

  constructor(loop: EventLoop, options: { root: string; listener: ChangeListener }) {
    this.#root = options.root;
    this.#listener = options.listener;
    this.#descriptor = openInotify();
    this.#inotify = new AsyncDescriptor(loop, this.#descriptor);
    this.#watchTree(this.#root);
    void this.#listen(loop);
  }

  close(): void {
    this.#inotify.close();
  }

  async #listen(loop: EventLoop): Promise<void> {
    const buffer = new Uint8Array(16 * 1024);
    while (!this.#inotify.closed) {
      const length = this.#inotify.read(buffer);
      if (length === undefined) {
        await this.#inotify.readable();
      } else if (length > 0) {
        for (const record of parseInotifyRecords(buffer.subarray(0, length))) this.#take(record);
        await loop.turn();
      }
    }
  }

  #take({ watch, mask, name }: InotifyRecord): void {
    if (mask & InotifyMask.queueOverflow) {
      this.#listener({ lost: true });
      this.#watchTree(this.#root);
      return;
    }
    if (mask & InotifyMask.ignored) {
      this.#paths.delete(watch);
      return;
    }
    this.#listener({ cgroups: 1 });
    const parent = this.#paths.get(watch);
    const isNew = mask & (InotifyMask.create | InotifyMask.movedTo) && mask & InotifyMask.isDirectory;
    if (isNew && parent !== undefined) this.#watchTree(`${parent}/${name}`);
  }

  /** Watches a directory and all below it. What is made meanwhile is seen by either the watch or the listing. */
  #watchTree(path: string): void {
    const waiting = [path];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      try {
        if (this.#paths.size >= mostWatches) throw new RangeError("too many cgroups");
        waiting.push(...this.#watchOne(next));
      } catch (error) {
        // It went meanwhile; or there are more than can be watched, and the rest is for the process events to tell.
        if (!SystemError.is(error, "ENOENT", "ENOTDIR", "ENODEV")) {
          this.#listener({ lost: true });
          return;
        }
      }
    }
  }

  /** Gives the directories below. One that a student has mounted something over is passed by. */
  #watchOne(path: string): string[] {
    const directory = openKernelFile(path, OpenFlag.readOnly | OpenFlag.directory);
    if (directory === undefined) return [];
    try {
      // By its descriptor: the path may lead elsewhere by now.
      const watch = addInotifyWatch(this.#descriptor, { path: `/proc/self/fd/${directory}`, mask });
      if (watch === undefined) return [];
      this.#paths.set(watch, path);
      const isDirectory = ({ type }: DirectoryRecord) => type === directoryType;
      return readEntries(directory, path)
        .filter(isDirectory)
        .map(({ name }) => `${path}/${name}`);
    } finally {
      close(directory);
    }
  }
}

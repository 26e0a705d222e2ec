import { close, makeDirectory, OpenFlag, open, removeDirectory } from "../../sys/files.ts";

/** Makes cgroups for the agent's children, siblings of its own. Enables no controllers. */
export class Cgroups {
  readonly #unit: string | undefined;
  /** Cgroups whose last process may still be about to go. */
  readonly #doomed = new Set<string>();

  constructor(unit: string | undefined) {
    this.#unit = unit;
  }

  /**
   * Runs `start` with a descriptor of the cgroup called `name`, or with undefined where there is none to be had.
   * The cgroup may exist.
   */
  async within<T>(name: string, start: (cgroup: number | undefined) => Promise<T>): Promise<T> {
    if (this.#unit === undefined) return start(undefined);
    for (const path of this.#doomed) if (removeDirectory(path)) this.#doomed.delete(path);
    const path = `${this.#unit}/${name}`;
    makeDirectory(path);
    this.#doomed.delete(path);
    const descriptor = open(path, OpenFlag.readOnly | OpenFlag.directory);
    try {
      return await start(descriptor);
    } finally {
      close(descriptor);
    }
  }

  /** Removes a cgroup once it is empty: now, or when the next one is made. */
  discard(name: string): void {
    if (this.#unit === undefined) return;
    const path = `${this.#unit}/${name}`;
    if (!removeDirectory(path)) this.#doomed.add(path);
  }
}

import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";

/** Lets go of what was locked. */
export type Unlock = () => Promise<void>;

/**
 * A lock between the processes of this computer on something in a folder, which must exist. It ends with the
 * process that holds it in whatever way, and leaves nothing behind: it is an abstract socket, see unix(7).
 */
export class ProcessLock {
  readonly #address: string;

  /** The folder counts, not the path that leads to it: two systems on one kernel may have the same paths. */
  constructor(folder: string, name: string) {
    const { dev, ino } = statSync(folder, { bigint: true });
    const digest = createHash("sha256").update(`${dev} ${ino} ${name}`).digest("hex");
    this.#address = `\0cloison-${digest.slice(0, 32)}`;
  }

  /** Takes it; undefined when somebody has it. */
  async tryTake(): Promise<Unlock | undefined> {
    const waiting = new Set<Socket>();
    const server = createServer((socket) => {
      waiting.add(socket.unref());
      socket.on("error", () => {}).on("close", () => waiting.delete(socket));
    });
    const isTaken = await new Promise<boolean>((resolve, reject) => {
      server.once("error", (error: NodeJS.ErrnoException) => {
        if (error.code === "EADDRINUSE") resolve(false);
        else reject(new Error("Cannot make a lock between processes", { cause: error }));
      });
      server.listen(this.#address, () => resolve(true));
    });
    if (!isTaken) return undefined;
    // It must not keep a process alive that has nothing else to do.
    server.unref();
    return () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of waiting) socket.destroy();
      });
  }

  /** Takes it as soon as nobody else has it. `onWait` is called once if somebody has. Throws when `signal` is aborted. */
  async take(options: { onWait?: () => void; signal?: AbortSignal } = {}): Promise<Unlock> {
    let isFirst = true;
    for (;;) {
      options.signal?.throwIfAborted();
      const unlock = await this.tryTake();
      if (unlock) return unlock;
      if (isFirst) options.onWait?.();
      isFirst = false;
      options.signal?.throwIfAborted();
      await this.#whileTaken(options.signal);
    }
  }

  /** The holder keeps the connections of those who wait: they end with it. */
  #whileTaken(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const socket = connect(this.#address);
      const abort = () => socket.destroy();
      signal?.addEventListener("abort", abort, { once: true });
      // An error is an end as well: it has been let go.
      socket
        .on("error", () => {})
        .on("close", () => {
          signal?.removeEventListener("abort", abort);
          resolve();
        });
      socket.resume();
    });
  }
}

import { AsyncDescriptor } from "../../sys/async-descriptor.ts";
import type { EventLoop } from "../../sys/event-loop.ts";
import { reapChild } from "../../sys/processes.ts";
import { blockSignals, openSignals, Signal } from "../../sys/signals.ts";

/** Notices when children of the agent end. */
export class Children {
  readonly #signals: AsyncDescriptor;
  readonly #waiting = new Map<number, (code: number) => void>();

  constructor(loop: EventLoop) {
    // SIGPIPE is held back as well: a write to a pipe without a reader then only fails.
    blockSignals([Signal.child, Signal.pipe]);
    this.#signals = new AsyncDescriptor(loop, openSignals([Signal.child]));
    void this.#reap();
  }

  /** Resolves with the exit code of a child, 128 + signal for a killed one. Call it in the turn that forked. */
  ended(pid: number): Promise<number> {
    return new Promise((resolve) => this.#waiting.set(pid, resolve));
  }

  async #reap(): Promise<void> {
    const record = new Uint8Array(128); // struct signalfd_siginfo
    for (;;) {
      // Signals merge: one may stand for many children.
      while (this.#signals.read(record) !== undefined);
      for (let child = reapChild(); child !== undefined; child = reapChild()) {
        this.#waiting.get(child.pid)?.(child.code);
        this.#waiting.delete(child.pid);
      }
      await this.#signals.readable();
    }
  }
}

import { AsyncDescriptor } from "../../sys/async-descriptor.ts";
import type { EventLoop } from "../../sys/event-loop.ts";
import { openProcessConnector } from "../../sys/process-connector.ts";
import { parseProcessEvents } from "../../sys/process-events.ts";
import { SystemError } from "../../sys/system-error.ts";
import type { ChangeListener } from "./machine-change.ts";
import { ProcessCounter } from "./process-counter.ts";

/** Tells of processes that begin, change or end, from now until `close`. */
export class ProcessWatch {
  readonly #socket: AsyncDescriptor;
  readonly #counter = new ProcessCounter();

  constructor(loop: EventLoop, listener: ChangeListener) {
    this.#socket = new AsyncDescriptor(loop, openProcessConnector());
    void this.#listen(loop, listener);
  }

  /** Lets a process pass unnoticed. Call it in the turn that forked. */
  ignore(pid: number): void {
    this.#counter.ignore(pid);
  }

  close(): void {
    this.#socket.close();
  }

  async #listen(loop: EventLoop, listener: ChangeListener): Promise<void> {
    const buffer = new Uint8Array(8192);
    while (!this.#socket.closed) {
      try {
        const length = this.#socket.read(buffer);
        if (length === undefined) await this.#socket.readable();
        if (!length) continue;
        const processes = this.#counter.count(parseProcessEvents(buffer.subarray(0, length)));
        if (processes > 0) listener({ processes });
      } catch (error) {
        if (!SystemError.is(error, "ENOBUFS")) throw error;
        this.#counter.forget();
        listener({ lost: true });
        await loop.turn();
      }
    }
  }
}

import { AsyncDescriptor } from "../../sys/async-descriptor.ts";
import type { EventLoop } from "../../sys/event-loop.ts";
import { openProcessConnector } from "../../sys/process-connector.ts";
import { parseProcessEvents } from "../../sys/process-events.ts";
import { SystemError } from "../../sys/system-error.ts";
import type { ChangeListener } from "./machine-change.ts";

/**
 * Tells of processes that begin, change or end, from now until `close`. Threads are not counted, nor what the
 * agent forks to answer a question: else each answer would raise the next question.
 */
export class ProcessWatch {
  readonly #socket: AsyncDescriptor;
  /** The agent's own children that are to go unnoticed, until they have ended. */
  readonly #ignored = new Set<number>();

  constructor(loop: EventLoop, listener: ChangeListener) {
    this.#socket = new AsyncDescriptor(loop, openProcessConnector());
    void this.#listen(loop, listener);
  }

  /** Lets a process pass unnoticed. Call it in the turn that forked. */
  ignore(pid: number): void {
    this.#ignored.add(pid);
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
        else if (length > 0) this.#take(buffer.subarray(0, length), listener);
      } catch (error) {
        if (!SystemError.is(error, "ENOBUFS")) throw error;
        // The ends of ignored processes may be among what was dropped.
        this.#ignored.clear();
        listener({ lost: true });
        await loop.turn();
      }
    }
  }

  #take(datagram: Uint8Array, listener: ChangeListener): void {
    let processes = 0;
    for (const { kind, pid, process } of parseProcessEvents(datagram)) {
      if (kind === "other" || pid !== process) continue;
      const isIgnored = kind === "exit" ? this.#ignored.delete(process) : this.#ignored.has(process);
      if (!isIgnored) processes++;
    }
    if (processes > 0) listener({ processes });
  }
}

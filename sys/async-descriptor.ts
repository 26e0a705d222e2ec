import { Errno } from "./errno.ts";
import type { EventLoop } from "./event-loop.ts";
import { Events } from "./events.ts";
import { close, read, write } from "./files.ts";
import { SystemError } from "./system-error.ts";

/**
 * A descriptor that does not block, which it owns, and waiting for it. Events are edges, so the order matters:
 * first try, and when there is nothing wait in the same turn of the loop, then try again.
 */
export class AsyncDescriptor {
  readonly #descriptor: number;
  readonly #unwatch: () => void;
  #readers: (() => void)[] = [];
  #writers: (() => void)[] = [];
  #hangUps = 0;
  #isHungUp = false;
  #closed = false;

  constructor(loop: EventLoop, descriptor: number) {
    this.#descriptor = descriptor;
    this.#unwatch = loop.watch(descriptor, (events) => {
      this.#isHungUp = (events & Events.hangUp) !== 0;
      if (this.#isHungUp) this.#hangUps++;
      const always = Events.error | Events.hangUp;
      if (events & (Events.in | Events.peerHangUp | always)) this.#wakeReaders();
      if (events & (Events.out | always)) this.#wakeWriters();
    });
  }

  /** How often the kernel has told that the other side was gone. */
  get hangUps(): number {
    return this.#hangUps;
  }

  /** Whether the other side was gone when the kernel last told something. */
  get isHungUp(): boolean {
    return this.#isHungUp;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Reads what is there. undefined: nothing now. 0: the end, also after `close`. */
  read(into: Uint8Array): number | undefined {
    return this.#closed ? 0 : read(this.#descriptor, into);
  }

  /** Writes what fits. undefined: nothing now. Throws EPIPE after `close`. */
  write(bytes: Uint8Array): number | undefined {
    if (this.#closed) throw new SystemError("write", Errno.EPIPE);
    return write(this.#descriptor, bytes);
  }

  /** Resolves when there may be more to read, the other side is gone, or it is woken. */
  readable(): Promise<void> {
    return new Promise((resolve) => this.#readers.push(resolve));
  }

  /** Resolves when there may be room to write, the other side is gone, or it is woken. */
  writable(): Promise<void> {
    return new Promise((resolve) => this.#writers.push(resolve));
  }

  /** Wakes whoever waits, to look again. */
  wake(): void {
    this.#wakeReaders();
    this.#wakeWriters();
  }

  /** Closes the descriptor and wakes whoever waits. May be called again. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#unwatch();
    close(this.#descriptor);
    this.wake();
  }

  #wakeReaders(): void {
    const waiting = this.#readers;
    this.#readers = [];
    for (const resolve of waiting) resolve();
  }

  #wakeWriters(): void {
    const waiting = this.#writers;
    this.#writers = [];
    for (const resolve of waiting) resolve();
  }
}

import type { AsyncDescriptor } from "../../sys/async-descriptor.ts";
import { Errno } from "../../sys/errno.ts";
import { SystemError } from "../../sys/system-error.ts";
import type { Transport } from "../../ttrpc/transport.ts";

export interface DescriptorTransportOptions {
  /** Bytes that were read already and belong to this connection. */
  first?: Uint8Array;
  /**
   * Looks at each chunk before it is delivered and gives what of it belongs to this connection; `isLast` ends it
   * there. Without it everything belongs.
   */
  admit?: (chunk: Uint8Array) => { ours: Uint8Array; isLast: boolean };
}

/** Used by one read at a time, each of which is over before another can begin. */
const scratch = new Uint8Array(64 * 1024);
/** A small piece at a time: the stream may be slow and narrow, and what waits in it cannot be taken back. */
const writeBytes = 4096;

/** One connection over a descriptor, which stays open: a virtio port outlives its connections. */
export class DescriptorTransport implements Transport {
  readonly incoming: AsyncIterable<Uint8Array>;
  readonly #descriptor: AsyncDescriptor;
  readonly #hangUpsBefore: number;
  readonly #admit: (chunk: Uint8Array) => { ours: Uint8Array; isLast: boolean };
  #first: Uint8Array | undefined;
  #closed = false;
  #reachedEnd = false;

  constructor(descriptor: AsyncDescriptor, options: DescriptorTransportOptions = {}) {
    this.#descriptor = descriptor;
    this.#hangUpsBefore = descriptor.hangUps;
    this.#first = options.first;
    this.#admit = options.admit ?? ((chunk) => ({ ours: chunk, isLast: false }));
    // An async generator would take twice as long for each chunk.
    this.incoming = { [Symbol.asyncIterator]: () => ({ next: () => this.#next() }) };
  }

  /** Whether everything was read that the peer has sent: nothing of this connection is left. */
  get reachedEnd(): boolean {
    return this.#reachedEnd;
  }

  write(bytes: Uint8Array): Promise<void> | undefined {
    const done = this.#writeNow(bytes, 0);
    return done < bytes.byteLength ? this.#writeLater(bytes, done) : undefined;
  }

  close(): void {
    this.#closed = true;
    this.#descriptor.wake();
  }

  /** Writes what fits, from a position on, and says how far that is. */
  #writeNow(bytes: Uint8Array, from: number): number {
    let done = from;
    while (done < bytes.byteLength) {
      // Once the host is gone a virtio port takes nothing and waits for the next host.
      const isBroken = this.#closed || this.#descriptor.hangUps !== this.#hangUpsBefore;
      if (isBroken) throw new SystemError("write", Errno.EPIPE);
      const count = this.#descriptor.write(bytes.subarray(done, done + writeBytes));
      if (count === undefined) break;
      done += count;
    }
    return done;
  }

  async #writeLater(bytes: Uint8Array, from: number): Promise<void> {
    for (let done = from; done < bytes.byteLength; done = this.#writeNow(bytes, done))
      await this.#descriptor.writable();
  }

  async #next(): Promise<IteratorResult<Uint8Array, undefined>> {
    while (!this.#closed && !this.#reachedEnd) {
      const chunk = this.#first ?? this.#read();
      this.#first = undefined;
      if (chunk === undefined) {
        if (!this.#reachedEnd) await this.#descriptor.readable();
        continue;
      }
      const { ours, isLast } = this.#admit(chunk);
      this.#reachedEnd = isLast;
      if (ours.byteLength > 0) return { done: false, value: ours };
    }
    return { done: true, value: undefined };
  }

  /** What is there; undefined: nothing now, or never again. */
  #read(): Uint8Array | undefined {
    const count = this.#descriptor.read(scratch);
    this.#reachedEnd = count === 0;
    return count ? scratch.slice(0, count) : undefined;
  }
}

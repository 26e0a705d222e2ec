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

const readBytes = 64 * 1024;
/** A small piece at a time: the stream may be slow and narrow, and what waits in it cannot be taken back. */
const writeBytes = 4096;

/** One connection over a descriptor, which stays open: a virtio port outlives its connections. */
export class DescriptorTransport implements Transport {
  readonly incoming: AsyncIterable<Uint8Array>;
  readonly #descriptor: AsyncDescriptor;
  readonly #hangUpsBefore: number;
  #closed = false;
  #reachedEnd = false;

  constructor(descriptor: AsyncDescriptor, options: DescriptorTransportOptions = {}) {
    this.#descriptor = descriptor;
    this.#hangUpsBefore = descriptor.hangUps;
    this.incoming = this.#chunks(options);
  }

  /** Whether everything was read that the peer has sent: nothing of this connection is left. */
  get reachedEnd(): boolean {
    return this.#reachedEnd;
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.byteLength; ) {
      // Once the host is gone a virtio port takes nothing and waits for the next host.
      const isBroken = this.#closed || this.#descriptor.hangUps !== this.#hangUpsBefore;
      if (isBroken) throw new SystemError("write", Errno.EPIPE);
      const count = this.#descriptor.write(bytes.subarray(done, done + writeBytes));
      if (count === undefined) await this.#descriptor.writable();
      else done += count;
    }
  }

  close(): void {
    this.#closed = true;
    this.#descriptor.wake();
  }

  async *#chunks({ first, admit }: DescriptorTransportOptions): AsyncGenerator<Uint8Array> {
    const buffer = new Uint8Array(readBytes);
    let chunk = first;
    while (!this.#closed) {
      if (chunk === undefined) {
        const count = this.#descriptor.read(buffer);
        if (count === 0) {
          this.#reachedEnd = true;
          return;
        }
        if (count !== undefined) chunk = buffer.slice(0, count);
      }
      if (chunk === undefined) {
        await this.#descriptor.readable();
        continue;
      }
      const { ours, isLast } = admit?.(chunk) ?? { ours: chunk, isLast: false };
      if (ours.byteLength > 0) yield ours;
      if (isLast) {
        this.#reachedEnd = true;
        return;
      }
      chunk = undefined;
    }
  }
}

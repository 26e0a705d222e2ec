import { encodeFrame, encodeHeader, type Frame, MAX_MESSAGE_BYTES } from "./frame.ts";
import { StatusCode, TtrpcError, tooLarge } from "./status.ts";
import type { Transport } from "./transport.ts";

/** Up to here header and payload are joined: one small copy costs less than a second write. */
const JOINED_PAYLOAD_BYTES = 64 * 1024;

/** A frame on its way out. */
export interface QueuedFrame {
  /**
   * Resolves when the transport has taken the frame, or it was dropped; rejects when the connection ended.
   * undefined: the transport has taken it already.
   */
  readonly sent: Promise<void> | undefined;
  /** Takes the frame back, if no byte of it has been written yet. */
  drop(): void;
}

const taken: QueuedFrame = { sent: undefined, drop: () => {} };

/** A frame that has to wait. */
class Entry {
  readonly frame: Frame;
  readonly sent: Promise<void>;
  resolve: () => void = () => {};
  reject: (error: TtrpcError) => void = () => {};

  constructor(frame: Frame) {
    this.frame = frame;
    this.sent = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // Whoever awaits `sent` sees its rejection; nobody has to.
    this.sent.catch(() => {});
  }
}

/**
 * Writes frames one after another, in the order in which they were given. It sets no bound on how many wait:
 * its owner does, by letting every call have a frame or two in the queue and dropping those of calls that
 * are over.
 */
export class FrameWriter {
  readonly #transport: Transport;
  readonly #onBroken: (error: TtrpcError) => void;
  readonly #queue = new Set<Entry>();
  #isDraining = false;
  #failure: TtrpcError | undefined;

  /** `onBroken` is told, once, that the transport refused a write. */
  constructor(transport: Transport, onBroken: (error: TtrpcError) => void) {
    this.#transport = transport;
    this.#onBroken = onBroken;
  }

  /** Throws RESOURCE_EXHAUSTED, before anything is written, for a payload over the limit. */
  enqueue(frame: Frame): QueuedFrame {
    if (frame.payload.length > MAX_MESSAGE_BYTES) throw tooLarge(frame.payload.length);
    if (this.#failure) throw this.#failure;
    // With nothing ahead of it a frame goes straight out, and mostly the transport takes it at once.
    const writing = this.#isDraining ? undefined : this.#write(frame);
    if (!this.#isDraining && !writing) return taken;
    const entry = new Entry(frame);
    if (writing) void this.#drain(entry, writing);
    else this.#queue.add(entry);
    const drop = () => {
      if (this.#queue.delete(entry)) entry.resolve();
    };
    return { sent: entry.sent, drop };
  }

  /** Ends it: what waits, and all that is given later, fails with `failure`. */
  close(failure: TtrpcError): void {
    this.#failure ??= failure;
    for (const entry of this.#queue) entry.reject(this.#failure);
    this.#queue.clear();
  }

  async #drain(first: Entry, writing: Promise<void>): Promise<void> {
    this.#isDraining = true;
    await this.#settle(first, writing);
    for (const entry of this.#queue) {
      this.#queue.delete(entry);
      await this.#settle(entry, this.#write(entry.frame));
    }
    this.#isDraining = false;
  }

  async #settle(entry: Entry, writing: Promise<void> | undefined): Promise<void> {
    try {
      await writing;
      entry.resolve();
    } catch (cause) {
      const failure = new TtrpcError(StatusCode.UNAVAILABLE, "Cannot write to the connection", { cause });
      entry.reject(failure);
      this.close(failure);
      this.#onBroken(failure);
    }
  }

  #write(frame: Frame): Promise<void> | undefined {
    if (frame.payload.length > JOINED_PAYLOAD_BYTES) return this.#writeInTwo(frame);
    try {
      return this.#transport.write(encodeFrame(frame));
    } catch (cause) {
      return Promise.reject(cause);
    }
  }

  async #writeInTwo(frame: Frame): Promise<void> {
    await this.#transport.write(encodeHeader(frame, frame.payload.length));
    await this.#transport.write(frame.payload);
  }
}

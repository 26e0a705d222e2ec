import { encodeFrame, encodeHeader, type Frame, MAX_MESSAGE_BYTES } from "./frame.ts";
import { StatusCode, TtrpcError, tooLarge } from "./status.ts";
import type { Transport } from "./transport.ts";

/** Up to here header and payload are joined: one small copy costs less than a second write. */
const JOINED_PAYLOAD_BYTES = 64 * 1024;

/** A frame on its way out. */
export interface QueuedFrame {
  /** Resolves when the transport has taken the frame, or it was dropped; rejects when the connection ended. */
  readonly sent: Promise<void>;
  /** Takes the frame back, if no byte of it has been written yet. */
  drop(): void;
}

interface Entry {
  frame: Frame;
  resolve: () => void;
  reject: (error: TtrpcError) => void;
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
  #writing = false;
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
    let entry: Entry | undefined;
    const sent = new Promise<void>((resolve, reject) => {
      entry = { frame, resolve, reject };
      this.#queue.add(entry);
    });
    // Whoever awaits `sent` sees its rejection; nobody has to.
    sent.catch(() => {});
    if (!this.#writing) void this.#drain();
    return {
      sent,
      drop: () => {
        if (entry && this.#queue.delete(entry)) entry.resolve();
      },
    };
  }

  /** Ends it: what waits, and all that is given later, fails with `failure`. */
  close(failure: TtrpcError): void {
    this.#failure ??= failure;
    for (const entry of this.#queue) entry.reject(this.#failure);
    this.#queue.clear();
  }

  async #drain(): Promise<void> {
    this.#writing = true;
    for (const entry of this.#queue) {
      this.#queue.delete(entry);
      try {
        await this.#write(entry.frame);
        entry.resolve();
      } catch (cause) {
        const failure = new TtrpcError(StatusCode.UNAVAILABLE, "Cannot write to the connection", { cause });
        entry.reject(failure);
        this.close(failure);
        this.#onBroken(failure);
      }
    }
    this.#writing = false;
  }

  async #write(frame: Frame): Promise<void> {
    if (frame.payload.length <= JOINED_PAYLOAD_BYTES) return this.#transport.write(encodeFrame(frame));
    await this.#transport.write(encodeHeader(frame, frame.payload.length));
    await this.#transport.write(frame.payload);
  }
}

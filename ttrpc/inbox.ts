import { StatusCode, TtrpcError } from "./status.ts";
import type { Timers } from "./timers.ts";

/** What may wait in one inbox: 1 MiB. A larger message is let in when it would be alone. */
export const MAX_QUEUED_BYTES = 1024 * 1024;

/** What a queued message costs beside its bytes, so that empty messages are bounded too. */
const MESSAGE_OVERHEAD_BYTES = 256;

export interface InboxOptions {
  timers: Timers;
  /** How long a full inbox may hold up its feeder before it fails. */
  stallMs: number;
  /** Told when the inbox has failed because its reader lagged. */
  onStalled?: (error: TtrpcError) => void;
}

/**
 * The messages of one stream that have arrived and not been read yet. TTRPC has no flow control of its own,
 * so a full inbox makes the connection wait, which slows the peer down; but only for `stallMs`, because the
 * connection carries the other streams too. Then this one fails with RESOURCE_EXHAUSTED.
 */
export class Inbox {
  readonly #options: InboxOptions;
  #queue: Uint8Array[] = [];
  #queuedBytes = 0;
  #state: "open" | "ended" | "failed" = "open";
  #error: TtrpcError | undefined;
  #reader:
    | { resolve: (message: Uint8Array | undefined) => void; reject: (error: TtrpcError) => void }
    | undefined;
  #roomMade: (() => void) | undefined;

  constructor(options: InboxOptions) {
    this.#options = options;
  }

  /** Whether messages are still taken: neither ended nor failed. */
  get isOpen(): boolean {
    return this.#state === "open";
  }

  /**
   * Puts a message in. The promise, where there is one, says when the next may come. A message for an inbox
   * that is not open is thrown away.
   */
  offer(message: Uint8Array): Promise<void> | undefined {
    if (!this.isOpen) return undefined;
    if (this.#reader) {
      this.#takeReader()?.resolve(message);
      return undefined;
    }
    if (this.#hasRoom(message)) {
      this.#push(message);
      return undefined;
    }
    return this.#pushWhenRoom(message);
  }

  /** No more messages will come; those that wait can still be read. */
  end(): void {
    if (!this.isOpen) return;
    this.#state = "ended";
    this.#takeReader()?.resolve(undefined);
    this.#roomMade?.();
  }

  /** Fails: the reader gets the messages that wait, then the error. */
  fail(error: TtrpcError): void {
    if (!this.isOpen) return;
    this.#state = "failed";
    this.#error = error;
    this.#takeReader()?.reject(error);
    this.#roomMade?.();
  }

  /** Fails at once: the messages that wait are thrown away. Also after `end`. */
  abort(error: TtrpcError): void {
    if (this.#state === "failed") error = this.#error ?? error;
    this.#state = "failed";
    this.#error = error;
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#takeReader()?.reject(error);
    this.#roomMade?.();
  }

  /** The next message; undefined after the last. One reader at a time. */
  async next(): Promise<Uint8Array | undefined> {
    const message = this.#queue.shift();
    if (message) {
      this.#queuedBytes -= cost(message);
      this.#roomMade?.();
      return message;
    }
    if (this.#error) throw this.#error;
    if (this.#state === "ended") return undefined;
    if (this.#reader)
      throw new Error("Cannot read a stream twice at the same time: await the last read first");
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject };
    });
  }

  #takeReader() {
    const reader = this.#reader;
    this.#reader = undefined;
    return reader;
  }

  #hasRoom(message: Uint8Array): boolean {
    return this.#queuedBytes === 0 || this.#queuedBytes + cost(message) <= MAX_QUEUED_BYTES;
  }

  #push(message: Uint8Array): void {
    this.#queue.push(message);
    this.#queuedBytes += cost(message);
  }

  async #pushWhenRoom(message: Uint8Array): Promise<void> {
    const { timers, stallMs, onStalled } = this.#options;
    let stalled = false;
    await new Promise<void>((resolve) => {
      const timer = timers.setTimeout(() => {
        stalled = true;
        resolve();
      }, stallMs);
      this.#roomMade = () => {
        if (this.isOpen && !this.#hasRoom(message)) return;
        timers.clearTimeout(timer);
        resolve();
      };
    });
    this.#roomMade = undefined;
    if (!this.isOpen) return;
    if (!stalled) {
      // The reader that made room may be waiting again by now.
      const reader = this.#takeReader();
      if (reader) reader.resolve(message);
      else this.#push(message);
      return;
    }
    const error = new TtrpcError(
      StatusCode.RESOURCE_EXHAUSTED,
      `The stream was given up: in ${stallMs} ms its reader made no room beside ${this.#queuedBytes} waiting bytes`,
    );
    this.fail(error);
    onStalled?.(error);
  }
}

function cost(message: Uint8Array): number {
  return message.length + MESSAGE_OVERHEAD_BYTES;
}

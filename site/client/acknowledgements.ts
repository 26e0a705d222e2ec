/** Counts drawn bytes and says when to tell the server: seldom enough not to load it, often enough not to stall it. */
export class Acknowledgements {
  // The server pauses at 512 KiB and goes on at 128 KiB, so a batch must stay well below 128 KiB.
  static readonly batchBytes = 32 * 1024;
  #pendingBytes = 0;
  readonly #send: (bytes: number) => void;

  constructor(send: (bytes: number) => void) {
    this.#send = send;
  }

  /** Bytes that are on the screen now. `idle`: nothing else waits to be drawn, so nothing may be held back. */
  drawn(bytes: number, idle: boolean): void {
    this.#pendingBytes += bytes;
    if (this.#pendingBytes === 0 || (!idle && this.#pendingBytes < Acknowledgements.batchBytes)) return;
    const batch = this.#pendingBytes;
    this.#pendingBytes = 0;
    this.#send(batch);
  }

  /** Forgets what was drawn: on a new connection the server counts from zero. */
  reset(): void {
    this.#pendingBytes = 0;
  }
}

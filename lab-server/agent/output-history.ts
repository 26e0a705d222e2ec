export interface OutputHistoryLimits {
  /** How much of what has been read is kept for a reader that comes back. */
  historyBytes: number;
  /** How much may wait for its first reader. */
  unreadBytes: number;
}

/**
 * The last output of a terminal. Bytes are named by their offset since the terminal was opened. Asking from an
 * offset says that everything before it has arrived; that much becomes history, and makes room for more.
 */
export class OutputHistory {
  readonly #limits: OutputHistoryLimits;
  /** A ring: the byte of offset o lies at o modulo its length. Grows by doubling up to both limits together. */
  #ring = new Uint8Array(4096);
  #oldest = 0;
  #newest = 0;
  #acknowledged = 0;

  constructor(limits: OutputHistoryLimits) {
    this.#limits = limits;
  }

  /** The offset of the first byte that is still here. */
  get oldest(): number {
    return this.#oldest;
  }

  /** The offset that the next byte will have. */
  get newest(): number {
    return this.#newest;
  }

  /** How many bytes may be appended now. */
  get room(): number {
    return this.#limits.unreadBytes - (this.#newest - this.#acknowledged);
  }

  /** Takes in output, at most {@link room} bytes. */
  append(bytes: Uint8Array): void {
    if (bytes.byteLength > this.room)
      throw new RangeError("Cannot append output: its reader lags too far behind");
    this.#reserve(this.#newest + bytes.byteLength - this.#oldest);
    const start = this.#newest % this.#ring.byteLength;
    const beforeEnd = this.#ring.byteLength - start;
    if (bytes.byteLength <= beforeEnd) this.#ring.set(bytes, start);
    else {
      this.#ring.set(bytes.subarray(0, beforeEnd), start);
      this.#ring.set(bytes.subarray(beforeEnd), 0);
    }
    this.#newest += bytes.byteLength;
  }

  /** Notes that everything before `offset`, which is at most {@link newest}, has arrived. */
  acknowledge(offset: number): void {
    this.#acknowledged = Math.max(this.#acknowledged, offset);
    this.#oldest = Math.max(this.#oldest, this.#acknowledged - this.#limits.historyBytes);
  }

  /** A copy of what follows `offset`, or of the oldest that is left; `offset` says which. */
  read(offset: number, maxBytes: number): { offset: number; data: Uint8Array } {
    const from = Math.max(offset, this.#oldest);
    const length = Math.max(0, Math.min(maxBytes, this.#newest - from));
    const start = from % this.#ring.byteLength;
    const first = this.#ring.slice(start, start + length);
    if (first.byteLength === length) return { offset: from, data: first };
    const data = new Uint8Array(length);
    data.set(first);
    data.set(this.#ring.subarray(0, length - first.byteLength), first.byteLength);
    return { offset: from, data };
  }

  #reserve(bytes: number): void {
    let length = this.#ring.byteLength;
    while (length < bytes) length *= 2;
    if (length === this.#ring.byteLength) return;
    const { offset, data } = this.read(this.#oldest, this.#newest - this.#oldest);
    this.#ring = new Uint8Array(length);
    const start = offset % length;
    const first = data.subarray(0, length - start);
    this.#ring.set(first, start);
    this.#ring.set(data.subarray(first.byteLength), 0);
  }
}

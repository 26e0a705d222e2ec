/** Keeps the beginning of an output and lets the rest pass. */
export class OutputCollector {
  readonly #limitBytes: number;
  readonly #chunks: Uint8Array[] = [];
  #bytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** Takes in a piece, of which it keeps a copy as far as there is room. */
  append(bytes: Uint8Array): void {
    const kept = bytes.slice(0, this.#limitBytes - this.#bytes);
    if (kept.byteLength === 0) return;
    this.#chunks.push(kept);
    this.#bytes += kept.byteLength;
  }

  /** Everything that was kept. */
  concat(): Uint8Array {
    const whole = new Uint8Array(this.#bytes);
    let offset = 0;
    for (const chunk of this.#chunks) {
      whole.set(chunk, offset);
      offset += chunk.byteLength;
    }
    return whole;
  }
}

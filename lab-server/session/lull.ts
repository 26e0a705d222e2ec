const newline = 0x0a;
const quietMs = 40;
const noisyMs = 1000;

/** Notices in a terminal's output that a line ended and nothing came for a moment: perhaps a command has ended. */
export class Lull {
  readonly #onLull: () => void;
  #timer: NodeJS.Timeout | undefined;
  #noisySinceMs: number | undefined;

  /** `onLull` is also called once a second while the output does not stop. */
  constructor(onLull: () => void) {
    this.#onLull = onLull;
  }

  /** Output has come. */
  note(data: Uint8Array): void {
    if (this.#noisySinceMs === undefined && !data.includes(newline)) return;
    const nowMs = performance.now();
    this.#noisySinceMs ??= nowMs;
    clearTimeout(this.#timer);
    if (nowMs - this.#noisySinceMs > noisyMs) this.#report();
    else this.#timer = setTimeout(() => this.#report(), quietMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #report(): void {
    this.#noisySinceMs = undefined;
    this.#onLull();
  }
}

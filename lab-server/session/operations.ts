/** Runs operations one after the other, so that a hasty click never meets a half-made machine. */
export class Operations {
  readonly #onEnd: (error: unknown) => void;
  #last: Promise<void> = Promise.resolve();
  #isClosed = false;

  /** `onEnd` hears of the end of each, and of the error that it threw if it did. */
  constructor(onEnd: (error: unknown) => void) {
    this.#onEnd = onEnd;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Resolves when the operation has ended; never rejects. After `close` it is left out. */
  inTurn(operation: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(async () => {
      if (this.#isClosed) return;
      try {
        await operation();
        this.#onEnd(undefined);
      } catch (error) {
        this.#onEnd(error);
      }
    });
    return this.#last;
  }

  /** Begins none any more. One that runs ends by itself. */
  close(): void {
    this.#isClosed = true;
  }
}

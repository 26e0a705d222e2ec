/** Tells a call that nobody waits for its result any longer. An AbortSignal is one. */
export interface CancelSignal {
  readonly aborted: boolean;
  /** Why it was cancelled; undefined before. */
  readonly reason: unknown;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/** The other end of a CancelSignal: an AbortController for engines that have none. */
export class Canceller {
  readonly signal: CancelSignal;
  #aborted = false;
  #reason: unknown;
  #listeners = new Set<() => void>();

  constructor() {
    const canceller = this;
    this.signal = {
      get aborted() {
        return canceller.#aborted;
      },
      get reason() {
        return canceller.#reason;
      },
      addEventListener(_type, listener) {
        if (!canceller.#aborted) canceller.#listeners.add(listener);
      },
      removeEventListener(_type, listener) {
        canceller.#listeners.delete(listener);
      },
    };
  }

  /** Cancels, once: later calls change nothing. A listener that throws does not keep others from hearing. */
  cancel(reason: unknown): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#reason = reason;
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) {
      try {
        listener();
      } catch {
        // A listener's own fault; the canceller cannot mend it and the others must still be told.
      }
    }
  }
}

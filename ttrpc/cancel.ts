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
  readonly #signal = new Signal();

  get signal(): CancelSignal {
    return this.#signal;
  }

  /** Cancels, once: later calls change nothing. A listener that throws does not keep others from hearing. */
  cancel(reason: unknown): void {
    this.#signal.abort(reason);
  }
}

class Signal implements CancelSignal {
  aborted = false;
  reason: unknown;
  /** Most calls are over before anybody listens. */
  #listeners: Set<() => void> | undefined;

  addEventListener(_type: "abort", listener: () => void): void {
    if (this.aborted) return;
    this.#listeners ??= new Set();
    this.#listeners.add(listener);
  }

  removeEventListener(_type: "abort", listener: () => void): void {
    this.#listeners?.delete(listener);
  }

  abort(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    const listeners = this.#listeners ?? [];
    this.#listeners = undefined;
    for (const listener of listeners) {
      try {
        listener();
      } catch {
        // A listener's own fault; the canceller cannot mend it and the others must still be told.
      }
    }
  }
}

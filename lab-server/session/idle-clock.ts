/** How long before its end a machine's learner is warned; a third of the time where that is short. */
const warningMs = 2 * 60_000;

/** Ends a machine that nobody has typed into for long, and warns beforehand. */
export class IdleClock {
  readonly #idleMs: number;
  readonly #warningMs: number;
  readonly #onWarning: (expiresAtMs: number) => void;
  readonly #onExpired: () => void;
  #expiresAtMs: number;
  #hasWarned = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: {
    idleMs: number;
    onWarning: (expiresAtMs: number) => void;
    onExpired: () => void;
  }) {
    this.#idleMs = options.idleMs;
    this.#warningMs = Math.min(warningMs, options.idleMs / 3);
    this.#onWarning = options.onWarning;
    this.#onExpired = options.onExpired;
    this.#expiresAtMs = Date.now() + options.idleMs;
    this.#wait();
  }

  /** In milliseconds since the epoch. */
  get expiresAtMs(): number {
    return this.#expiresAtMs;
  }

  /** Somebody is there. True when a warning had been given, which is void now. */
  touch(): boolean {
    this.#expiresAtMs = Date.now() + this.#idleMs;
    const hadWarned = this.#hasWarned;
    this.#hasWarned = false;
    if (hadWarned) this.#wait();
    return hadWarned;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  // The timer is not set anew for each key: it looks at the time when it fires, and waits for the rest.
  #wait(): void {
    clearTimeout(this.#timer);
    const leftMs = this.#expiresAtMs - Date.now();
    const untilNextMs = this.#hasWarned ? leftMs : leftMs - this.#warningMs;
    this.#timer = setTimeout(() => this.#look(), Math.max(0, untilNextMs));
  }

  #look(): void {
    const leftMs = this.#expiresAtMs - Date.now();
    if (leftMs <= 0) {
      this.#onExpired();
      return;
    }
    if (leftMs <= this.#warningMs && !this.#hasWarned) {
      this.#hasWarned = true;
      this.#onWarning(this.#expiresAtMs);
    }
    this.#wait();
  }
}

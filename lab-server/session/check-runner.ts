/** The least time between the end of a run and the beginning of the next. */
const leastGapMs = 50;

/** Of the time, checking takes at most this share when something happens all the time. */
const busyShare = 0.3;

/**
 * Runs the checks of one machine when something has happened: at once after a rest, never twice at a time,
 * and once more when something happened meanwhile. The slower the checks, the longer the gaps between them,
 * so that a busy or hostile machine costs a bounded share of the server and of itself.
 */
export class CheckRunner {
  readonly #examine: () => Promise<void>;
  #isRunning = false;
  #isWanted = false;
  #isStopped = false;
  #timer: NodeJS.Timeout | undefined;
  #notBeforeMs = 0;

  /** `examine` runs the checks and must not reject. */
  constructor(examine: () => Promise<void>) {
    this.#examine = examine;
  }

  /** Something happened: a check is due as soon as the gap allows. */
  trigger(): void {
    if (this.#isStopped) return;
    this.#isWanted = true;
    if (this.#isRunning || this.#timer) return;
    const waitMs = this.#notBeforeMs - performance.now();
    if (waitMs <= 0) void this.#run();
    else
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        void this.#run();
      }, Math.ceil(waitMs));
  }

  /** Runs no more. One that is running ends by itself. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    this.#isWanted = false;
    const startMs = performance.now();
    try {
      await this.#examine();
    } finally {
      const endMs = performance.now();
      this.#notBeforeMs = endMs + Math.max(leastGapMs, (endMs - startMs) * (1 / busyShare - 1));
      this.#isRunning = false;
      if (this.#isWanted) this.trigger();
    }
  }
}

/** Input that waits for a program that does not read; more is refused. */
const maxInputBytes = 1024 * 1024;

/** What is typed into a terminal, handed on in order and in as few pieces as the other side's pace allows. */
export class TerminalInput {
  readonly #write: (data: Uint8Array) => Promise<void>;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #isWriting = false;

  /** `write` hands one piece on and resolves when it may be called again; it must not reject. */
  constructor(write: (data: Uint8Array) => Promise<void>) {
    this.#write = write;
  }

  /** False when too much waits already; nothing is typed then. */
  type(data: Uint8Array): boolean {
    if (this.#waitingBytes + data.length > maxInputBytes) return false;
    this.#waiting.push(data);
    this.#waitingBytes += data.length;
    if (!this.#isWriting) void this.#handOn();
    return true;
  }

  /** Forgets what has not been handed on. */
  clear(): void {
    this.#waiting = [];
  }

  async #handOn(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      const data =
        this.#waiting.length === 1 ? (this.#waiting[0] as Uint8Array) : Buffer.concat(this.#waiting);
      this.#waiting = [];
      await this.#write(data);
      this.#waitingBytes -= data.length;
    }
    this.#isWriting = false;
  }
}

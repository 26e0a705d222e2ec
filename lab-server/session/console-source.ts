import type { IPty } from "@lydell/node-pty";
import { maxMessageBytes } from "../protocol/messages.ts";
import type { TerminalSource } from "./terminal-source.ts";

const readBytes = maxMessageBytes - 1;

/** Output that may wait before the program is stopped. */
const maxWaitingBytes = 256 * 1024;

const killAfterMs = 3000;

/** A program on a PTY of this host. */
export class ConsoleSource implements TerminalSource {
  /** Resolves when the program has ended. */
  readonly ended: Promise<void>;
  readonly #pty: IPty;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #isPaused = false;
  #isEnded = false;
  #exitCode: number | null = null;
  #wake: (() => void) | undefined;
  #killTimer: NodeJS.Timeout | undefined;

  constructor(pty: IPty) {
    this.#pty = pty;
    // With `encoding: null` the data is a Buffer, whatever the types say.
    pty.onData((text) => this.#take(text as unknown as Buffer));
    this.ended = new Promise((resolve) => {
      pty.onExit(({ exitCode, signal }) => {
        clearTimeout(this.#killTimer);
        this.#exitCode = signal ? 128 + signal : exitCode;
        this.#isEnded = true;
        this.#wake?.();
        resolve();
      });
    });
  }

  get exitCode(): number | null {
    return this.#exitCode;
  }

  async read(): Promise<Uint8Array | undefined> {
    while (this.#waiting.length === 0) {
      if (this.#isEnded) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const whole = Buffer.concat(this.#waiting);
    const data = whole.subarray(0, readBytes);
    this.#waiting = whole.length > data.length ? [whole.subarray(data.length)] : [];
    this.#waitingBytes -= data.length;
    if (this.#isPaused && this.#waitingBytes < maxWaitingBytes / 2 && !this.#isEnded) {
      this.#isPaused = false;
      this.#pty.resume();
    }
    return data;
  }

  async write(data: Uint8Array): Promise<void> {
    // Written as it is, whatever the types say.
    if (!this.#isEnded) this.#pty.write(Buffer.from(data) as unknown as string);
  }

  async resize(columns: number, rows: number): Promise<void> {
    if (!this.#isEnded) this.#pty.resize(columns, rows);
  }

  async close(): Promise<void> {
    if (this.#isEnded) return;
    // A stopped reader would never hear of the end.
    this.#pty.resume();
    this.#pty.kill("SIGTERM");
    this.#killTimer ??= setTimeout(() => {
      if (!this.#isEnded) this.#pty.kill("SIGKILL");
    }, killAfterMs);
    await this.ended;
  }

  #take(data: Buffer): void {
    this.#waiting.push(data);
    this.#waitingBytes += data.length;
    if (this.#waitingBytes > maxWaitingBytes && !this.#isPaused && !this.#isEnded) {
      this.#isPaused = true;
      this.#pty.pause();
    }
    this.#wake?.();
  }
}

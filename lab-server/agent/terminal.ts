import { AsyncDescriptor } from "../../sys/async-descriptor.ts";
import type { EventLoop } from "../../sys/event-loop.ts";
import { close } from "../../sys/files.ts";
import { SystemError } from "../../sys/system-error.ts";
import { openPseudoTerminal, resizeTerminal, takeControllingTerminal } from "../../sys/terminals.ts";
import type { CancelSignal } from "../../ttrpc/cancel.ts";
import { StatusCode, TtrpcError } from "../../ttrpc/status.ts";
import { untilCancelled } from "../../ttrpc/until-cancelled.ts";
import { OutputHistory } from "./output-history.ts";
import { type SpawnContext, type Spawned, spawn } from "./spawn.ts";

/** In characters. */
export interface TerminalSize {
  columns: number;
  rows: number;
}

export interface TerminalOptions {
  size: TerminalSize;
  argv: readonly string[];
  file?: string;
  environment: Readonly<Record<string, string>>;
  directory: string;
  cgroup: number | undefined;
}

/** Output of a terminal, as ReadPty answers it. */
export interface TerminalOutput {
  offset: number;
  data: Uint8Array;
  /** Set once there is no more: the exit code. */
  exitCode: number | undefined;
}

const historyBytes = 256 * 1024;
const unreadBytes = 256 * 1024;
const unwrittenBytes = 256 * 1024;
/** The kernel gives at most this much of a terminal's output at once. */
const readBytes = 4096;
/** After this much output in a row others get their turn. */
const turnBytes = 64 * 1024;

const carriageReturn = 13;
const newline = 10;
const lineEnd = Uint8Array.of(newline);

/** Used by one read at a time, each of which is over before another can begin. */
const scratch = new Uint8Array(readBytes);

/** A program on a pseudoterminal, with its output of the last while. */
export class Terminal {
  readonly pid: number;
  /** Resolves when the program and its output have ended. */
  readonly ended: Promise<void>;
  readonly #loop: EventLoop;
  readonly #master: AsyncDescriptor;
  readonly #masterDescriptor: number;
  #size: TerminalSize;
  #history = new OutputHistory({ historyBytes, unreadBytes });
  #keepsOutput = true;
  #mayBeginWithEcho = false;
  #exitCode: number | undefined;
  /** Wakes who waits for output, and the pump, which waits for room. */
  #waiting: (() => void)[] = [];
  #lastWrite: Promise<void> = Promise.resolve();
  #unwrittenBytes = 0;

  /** Starts a program on a new terminal. Throws SystemError. */
  static async open(options: TerminalOptions, context: SpawnContext): Promise<Terminal> {
    const { master, slave } = openPseudoTerminal();
    const descriptor = new AsyncDescriptor(context.loop, master);
    try {
      resizeTerminal(master, options.size);
      const prepare = () => takeControllingTerminal(slave);
      const program = { ...options, descriptors: [slave, slave, slave] as const, prepare };
      const spawned = await spawn(program, context);
      return new Terminal(context.loop, { spawned, descriptor, master, size: options.size });
    } catch (error) {
      descriptor.close();
      throw error;
    } finally {
      close(slave);
    }
  }

  private constructor(
    loop: EventLoop,
    opened: { spawned: Spawned; descriptor: AsyncDescriptor; master: number; size: TerminalSize },
  ) {
    this.#loop = loop;
    this.pid = opened.spawned.pid;
    this.#master = opened.descriptor;
    this.#masterDescriptor = opened.master;
    this.#size = opened.size;
    this.ended = Promise.all([opened.spawned.ended, this.#pump()]).then(([code]) => {
      this.#exitCode = code;
      this.#wake();
    });
  }

  get size(): TerminalSize {
    return this.#size;
  }

  get hasEnded(): boolean {
    return this.#exitCode !== undefined;
  }

  /** The offsets between which output can be read. */
  get kept(): { oldest: number; newest: number } {
    return { oldest: this.#history.oldest, newest: this.#history.newest };
  }

  /** Forgets the output up to now, and all that comes until {@link begin}. */
  dropOutput(): void {
    this.#keepsOutput = false;
    this.#history = new OutputHistory({ historyBytes, unreadBytes });
  }

  /**
   * Types a line end, which the waiting program takes, and counts output from here, as if the terminal had just been
   * opened. The line end is not seen, though the terminal shows it where the program has not come to wait yet.
   */
  begin(): void {
    try {
      // What the kernel still holds was written before as well.
      for (let count = this.#master.read(scratch); count; count = this.#master.read(scratch));
      this.#keepsOutput = true;
      this.#mayBeginWithEcho = true;
      this.#master.write(lineEnd);
    } catch (error) {
      // It has just ended, which its reader is told.
      if (!SystemError.is(error, "EIO")) throw error;
    }
  }

  resize(size: TerminalSize): void {
    if (!this.#master.closed) resizeTerminal(this.#masterDescriptor, size);
    this.#size = size;
  }

  /**
   * Types bytes, after those that wait already. The promise, where there is one, resolves when the terminal has
   * taken them; undefined: it has.
   */
  write(data: Uint8Array, signal: CancelSignal): Promise<void> | undefined {
    if (this.#unwrittenBytes + data.byteLength > unwrittenBytes) {
      const message = `Cannot type: ${this.#unwrittenBytes} bytes wait for the program to read its input`;
      throw new TtrpcError(StatusCode.RESOURCE_EXHAUSTED, message);
    }
    if (this.#unwrittenBytes === 0) {
      const done = this.#typeNow(data);
      this.#takeEcho();
      if (done === data.byteLength) return undefined;
      return this.#typeLater(data.subarray(done), signal);
    }
    return this.#typeLater(data, signal);
  }

  /** Output from an offset on. Waits until there is some, or the program has ended. */
  read(
    offset: number,
    options: { maxBytes: number; signal: CancelSignal },
  ): TerminalOutput | Promise<TerminalOutput> {
    if (offset > this.#history.newest) {
      const message = `Cannot read output: offset ${offset} is later than the newest, ${this.#history.newest}`;
      throw new TtrpcError(StatusCode.OUT_OF_RANGE, message);
    }
    this.#history.acknowledge(offset);
    this.#wake();
    return this.#hasMore(offset) ? this.#take(offset, options.maxBytes) : this.#takeLater(offset, options);
  }

  /** Hangs up: the kernel sends SIGHUP to the shell and to what runs in the foreground. */
  close(): void {
    this.#master.close();
    this.#wake();
  }

  #typeLater(data: Uint8Array, signal: CancelSignal): Promise<void> {
    this.#unwrittenBytes += data.byteLength;
    const written = this.#lastWrite.then(() => this.#type(data, signal));
    const settle = () => {
      this.#unwrittenBytes -= data.byteLength;
    };
    this.#lastWrite = written.then(settle, settle);
    return written;
  }

  async #type(data: Uint8Array, signal: CancelSignal): Promise<void> {
    for (let done = 0; done < data.byteLength; ) {
      if (signal.aborted) throw signal.reason;
      const count = this.#typeNow(data.subarray(done));
      if (count === 0) await untilCancelled(this.#master.writable(), signal);
      done += count;
    }
  }

  /** Types what the terminal takes now and says how much that was. */
  #typeNow(data: Uint8Array): number {
    if (data.byteLength === 0) return 0;
    if (this.#master.closed || this.hasEnded) {
      throw new TtrpcError(StatusCode.FAILED_PRECONDITION, "Cannot type: the terminal's program has ended");
    }
    return this.#master.write(data) ?? 0;
  }

  #hasMore(offset: number): boolean {
    return this.#history.newest > offset || this.#exitCode !== undefined;
  }

  #take(offset: number, maxBytes: number): TerminalOutput {
    const output = this.#history.read(offset, maxBytes);
    const isLast = output.offset + output.data.byteLength === this.#history.newest;
    return { ...output, exitCode: isLast ? this.#exitCode : undefined };
  }

  async #takeLater(
    offset: number,
    { maxBytes, signal }: { maxBytes: number; signal: CancelSignal },
  ): Promise<TerminalOutput> {
    signal.addEventListener("abort", () => this.#wake());
    while (!this.#hasMore(offset)) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
      if (signal.aborted) throw signal.reason;
    }
    return this.#take(offset, maxBytes);
  }

  /** Takes output in as long as there is room for it. */
  async #pump(): Promise<void> {
    let inARow = 0;
    for (;;) {
      if (this.#master.closed) return;
      if (!this.#hasRoom()) {
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
        continue;
      }
      const count = this.#takeIn();
      if (count === 0) return;
      if (count === undefined) {
        inARow = 0;
        await this.#master.readable();
        continue;
      }
      inARow += count;
      if (inARow >= turnBytes) {
        inARow = 0;
        await this.#loop.turn();
      }
    }
  }

  #hasRoom(): boolean {
    return this.#history.room >= readBytes;
  }

  /** Takes in what the kernel gives at once and says how much that was. undefined: nothing now. 0: the end. */
  #takeIn(): number | undefined {
    let count: number | undefined;
    try {
      count = this.#master.read(scratch);
    } catch {
      // EIO: no program has the terminal open any more.
      return 0;
    }
    if (count && this.#keepsOutput) {
      const isEcho = this.#mayBeginWithEcho && scratch[0] === carriageReturn && scratch[1] === newline;
      this.#mayBeginWithEcho = false;
      this.#history.append(scratch.subarray(isEcho ? 2 : 0, count));
      this.#wake();
    }
    return count;
  }

  /** What was just typed has mostly been echoed: the kernel's thread for it goes first. The loop would notice later. */
  #takeEcho(): void {
    if (this.#hasRoom()) this.#takeIn();
  }

  #wake(): void {
    if (this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}

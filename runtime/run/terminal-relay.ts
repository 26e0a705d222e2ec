import { close, read, setNonBlocking, write } from "../../sys/files.ts";
import { PollEvent, poll } from "../../sys/poll.ts";
import { SystemError } from "../../sys/system-error.ts";
import { isTerminal, makeRaw, resizeTerminal, terminalSize } from "../../sys/terminals.ts";

const standardInput = 0;
const standardOutput = 1;
/** A pipe that has room for anything has room for this much (pipe(7), PIPE_BUF). */
const mostBytes = 4096;
const nothing = new Uint8Array();

/**
 * Passes on what is typed to a process's terminal, and what is shown there to who called. The caller's own terminal passes
 * everything on meanwhile; `close` gives it its old ways back.
 */
export class TerminalRelay {
  readonly #master: number;
  readonly #restore: (() => void) | undefined;
  #isShowing = true;
  #isTyping = true;
  /** What was typed and the process's terminal has no room for yet. */
  #typed: Uint8Array = nothing;
  /** What is to be shown when there is room. To write it at once could take long, and signals would wait. */
  #shown: Uint8Array = nothing;

  /** Takes the master over, and closes it. */
  constructor(master: number) {
    this.#master = master;
    // Who waited to type could not show, and the program would wait for that before it read what was typed.
    setNonBlocking(master);
    this.followSize();
    this.#restore = isTerminal(standardInput) ? makeRaw(standardInput) : undefined;
  }

  /** What to wait for; poll(2) passes over descriptors below 0. */
  get wanted(): { descriptor: number; events: number }[] {
    const hasTyped = this.#typed.byteLength > 0;
    const hasShown = this.#shown.byteLength > 0;
    const events = (this.#isShowing && !hasShown ? PollEvent.in : 0) | (hasTyped ? PollEvent.out : 0);
    return [
      // Its end would be told again and again to who waits for nothing.
      { descriptor: events === 0 ? -1 : this.#master, events },
      { descriptor: this.#isTyping && !hasTyped ? standardInput : -1, events: PollEvent.in },
      { descriptor: hasShown ? standardOutput : -1, events: PollEvent.out },
    ];
  }

  /** Does what poll(2) has found possible, in the order of `wanted`. */
  serve([onMaster = 0, onInput = 0, onOutput = 0]: readonly number[]): void {
    // What is held already must not be lost: the end of a terminal is told also to who waits for room in it.
    const hasShown = this.#shown.byteLength > 0;
    if (onOutput) this.#show();
    if (this.#isShowing && !hasShown && onMaster & ~PollEvent.out) this.#readShown();
    if (onInput) this.#readTyped();
    if (this.#typed.byteLength > 0) this.#type();
  }

  /** Shows what the program wrote before it ended. Others may have its terminal open still: they are not waited for. */
  showRest(): void {
    const output = [{ descriptor: standardOutput, events: PollEvent.out }];
    const master = [{ descriptor: this.#master, events: PollEvent.in }];
    do {
      for (; this.#shown.byteLength > 0; this.#show()) poll(output);
      const [isMore = 0] = this.#isShowing ? poll(master, { timeoutMs: 0 }) : [];
      if (isMore) this.#readShown();
    } while (this.#shown.byteLength > 0);
  }

  /** Gives the process's terminal the size of the caller's. */
  followSize(): void {
    const size = terminalSize(standardInput);
    if (size) resizeTerminal(this.#master, size);
  }

  close(): void {
    this.#restore?.();
    close(this.#master);
  }

  #readShown(): void {
    const buffer = new Uint8Array(mostBytes);
    const count = readUnlessGone(this.#master, buffer);
    if (count === 0) this.#isShowing = false;
    else this.#shown = buffer.subarray(0, count ?? 0);
  }

  /** Throws where there is nobody to show it to. */
  #show(): void {
    try {
      this.#shown = this.#shown.subarray(write(standardOutput, this.#shown) ?? 0);
    } catch (cause) {
      throw new Error("Cannot show what the program writes to its terminal", { cause });
    }
  }

  #readTyped(): void {
    const buffer = new Uint8Array(mostBytes);
    const count = readUnlessGone(standardInput, buffer);
    if (count === 0) this.#isTyping = false;
    else this.#typed = buffer.subarray(0, count ?? 0);
  }

  #type(): void {
    try {
      this.#typed = this.#typed.subarray(write(this.#master, this.#typed) ?? 0);
    } catch (error) {
      if (!SystemError.is(error, "EIO")) throw error;
      // Nobody is there to read it.
      this.#typed = nothing;
    }
  }
}

/** 0: the end. undefined: nothing now. A terminal whose other side is gone gives EIO. */
function readUnlessGone(descriptor: number, into: Uint8Array): number | undefined {
  try {
    return read(descriptor, into);
  } catch (error) {
    if (SystemError.is(error, "EIO")) return 0;
    throw error;
  }
}

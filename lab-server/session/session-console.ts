import { defaultMachine } from "../../labs/machine.ts";
import { consoleTerminal } from "../protocol/messages.ts";
import type { BootConsoles } from "./boot-consoles.ts";
import { describeError, type Log } from "./log.ts";
import type { Page } from "./page.ts";
import type { Terminal } from "./terminal.ts";

/** The boot console that one session watches, at most one at a time. */
export class SessionConsole {
  readonly #consoles: BootConsoles;
  readonly #pages: Iterable<Page>;
  readonly #log: Log;
  #terminal: Terminal | undefined;
  #isOpening = false;

  constructor(options: { consoles: BootConsoles; pages: Iterable<Page>; log: Log }) {
    this.#consoles = options.consoles;
    this.#pages = options.pages;
    this.#log = options.log;
  }

  get terminal(): Terminal | undefined {
    return this.#terminal;
  }

  /** False when one is being watched, here or too many elsewhere. Throws when it cannot be booted. */
  async open(columns: number, rows: number): Promise<boolean> {
    if (this.#terminal || this.#isOpening) return false;
    this.#isOpening = true;
    try {
      const terminal = await this.#consoles.open({
        spec: defaultMachine,
        columns,
        rows,
        onEnded: (exitCode) => {
          this.#terminal = undefined;
          for (const page of this.#pages) page.send({ type: "closed", terminal: consoleTerminal, exitCode });
        },
      });
      if (!terminal) return false;
      this.#terminal = terminal;
      let isWatched = false;
      for (const page of this.#pages) {
        isWatched = true;
        void terminal.follow(page, { isNew: true });
      }
      terminal.begin();
      if (!isWatched) terminal.close();
      return true;
    } catch (error) {
      this.#log("console-failed", { error: describeError(error) });
      throw error;
    } finally {
      this.#isOpening = false;
    }
  }

  close(): void {
    this.#terminal?.close();
  }
}

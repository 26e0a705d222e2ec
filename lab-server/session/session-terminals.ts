import { consoleTerminal, maxTerminals } from "../protocol/messages.ts";
import { explain } from "./explain.ts";
import type { LabMachine } from "./lab-machine.ts";
import { describeError, type Log } from "./log.ts";
import type { Operations } from "./operations.ts";
import type { Page } from "./page.ts";
import { SessionConsole } from "./session-console.ts";
import type { SessionContext } from "./session-context.ts";
import type { SessionMachine } from "./session-machine.ts";
import type { SessionPages } from "./session-pages.ts";
import type { Terminal } from "./terminal.ts";
import { texts } from "./texts.ts";

interface Size {
  columns: number;
  rows: number;
}

export interface SessionTerminalsOptions {
  context: SessionContext;
  pages: SessionPages;
  machine: SessionMachine;
  operations: Operations;
  log: Log;
}

/** The terminals that a session shows: the shells of its machine, and a boot console. */
export class SessionTerminals implements Iterable<Terminal> {
  readonly #options: SessionTerminalsOptions;
  readonly #console: SessionConsole;
  /** Shells asked for while waiting in the queue. */
  #asked: Size[] = [];

  constructor(options: SessionTerminalsOptions) {
    this.#options = options;
    const { context, pages, log } = options;
    this.#console = new SessionConsole({ consoles: context.consoles, pages, log });
  }

  *[Symbol.iterator](): Generator<Terminal> {
    const { machine } = this.#options;
    if (machine.current) yield* machine.current.shells;
    if (this.#console.terminal) yield this.#console.terminal;
  }

  find(number: number): Terminal | undefined {
    if (number === consoleTerminal) return this.#console.terminal;
    return this.#options.machine.current?.shells.find(number);
  }

  /** Opens a shell: in turn, so that it opens on the machine that a `start` or `reset` before it gives. */
  open(page: Page, size: Size): void {
    const { machine, operations } = this.#options;
    void operations.inTurn(async () => {
      if (machine.running) {
        if (machine.running.shells.count < maxTerminals) void this.#openShell(machine.running, size);
        else refuse(page);
      } else if (machine.status !== "queued")
        page.send({ type: "error", code: "no-machine", message: texts.noMachine });
      else if (this.#asked.length < maxTerminals) this.#asked.push(size);
      else refuse(page);
    });
  }

  /** Opens what was asked for in the queue. */
  openAsked(machine: LabMachine): void {
    for (const size of this.#asked.splice(0)) void this.#openShell(machine, size);
  }

  /** There will be no machine for what was asked for. */
  forgetAsked(): void {
    this.#asked = [];
  }

  close(page: Page, number: number): void {
    const terminal = this.find(number);
    if (terminal) terminal.close();
    else page.send({ type: "error", code: "unknown-terminal", message: texts.unknownTerminal(number) });
  }

  async openConsole(page: Page, { columns, rows }: Size): Promise<void> {
    try {
      if (!(await this.#console.open(columns, rows)))
        page.send({ type: "error", code: "console-busy", message: texts.consoleBusy });
    } catch (error) {
      page.send({ type: "error", ...explain(error) });
    }
  }

  closeConsole(): void {
    this.#console.close();
  }

  async #openShell(machine: LabMachine, { columns, rows }: Size): Promise<void> {
    try {
      await machine.shells.open(columns, rows);
    } catch (error) {
      if (machine.isDisposed) return;
      this.#options.log("open-failed", { error: describeError(error) });
      this.#options.pages.sendError({ code: "broken", message: texts.cannotOpen });
    }
  }
}

function refuse(page: Page): void {
  page.send({ type: "error", code: "too-many-terminals", message: texts.tooManyTerminals(maxTerminals) });
}

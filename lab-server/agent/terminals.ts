import { timers } from "../../sys/timers.ts";
import { StatusCode, TtrpcError } from "../../ttrpc/status.ts";
import type { Cgroups } from "./cgroups.ts";
import { rootEnvironment } from "./environment.ts";
import type { SpawnContext } from "./spawn.ts";
import { Terminal, type TerminalSize } from "./terminal.ts";

export interface OpenTerminalOptions {
  size: TerminalSize;
  /** Empty: a login shell. */
  command: readonly string[];
  /** Added to root's. */
  environment: Readonly<Record<string, string>>;
}

const limit = 16;
const usualSize: TerminalSize = { columns: 80, rows: 24 };
/** The shell just handed out prints its prompt before the next one takes the processor. */
const warmAfterMs = 500;

/** The terminals of the machine, and one more that is warm: a shell that has run its start files and waits. */
export class Terminals {
  readonly #context: SpawnContext;
  readonly #cgroups: Cgroups;
  readonly #open = new Map<number, Terminal>();
  #opening = 0;
  #lastNumber = 0;
  #warm: { number: number; terminal: Terminal } | undefined;
  #warming = false;

  constructor(context: SpawnContext, cgroups: Cgroups) {
    this.#context = context;
    this.#cgroups = cgroups;
  }

  /** Opens a terminal; a plain login shell is the warm one. */
  async open(options: OpenTerminalOptions): Promise<{ number: number; terminal: Terminal }> {
    if (this.#open.size + this.#opening >= limit) {
      throw new TtrpcError(StatusCode.RESOURCE_EXHAUSTED, `${limit} terminals are open; close one first`);
    }
    this.#opening++;
    try {
      const isPlain = options.command.length === 0 && Object.keys(options.environment).length === 0;
      const opened = (isPlain && this.#takeWarm(options.size)) || (await this.#start(options));
      this.#open.set(opened.number, opened.terminal);
      if (isPlain) timers.setTimeout(() => void this.warm(), warmAfterMs);
      return opened;
    } finally {
      this.#opening--;
    }
  }

  /** The terminal of that number. Throws NOT_FOUND. */
  get(number: number): Terminal {
    const terminal = this.#open.get(number);
    if (terminal === undefined)
      throw new TtrpcError(
        StatusCode.NOT_FOUND,
        `There is no terminal ${number}: it was closed or never opened`,
      );
    return terminal;
  }

  list(): [number, Terminal][] {
    return [...this.#open];
  }

  /** Hangs up a terminal and forgets it. */
  close(number: number): void {
    this.get(number).close();
    this.#open.delete(number);
  }

  /** Starts the warm shell if there is none. A failure leaves none: the next terminal then starts cold. */
  async warm(): Promise<void> {
    if (this.#warm !== undefined || this.#warming) return;
    this.#warming = true;
    try {
      const environment = { CLOISON_WARM: "1" };
      const started = await this.#start({ size: usualSize, command: [], environment });
      started.terminal.dropOutput();
      this.#warm = started;
      void started.terminal.ended.then(() => {
        if (this.#warm === started) this.#warm = undefined;
      });
    } catch {
      // Whoever opens a terminal next is told what is wrong.
    } finally {
      this.#warming = false;
    }
  }

  #takeWarm(size: TerminalSize): { number: number; terminal: Terminal } | undefined {
    const warm = this.#warm;
    if (warm === undefined) return undefined;
    this.#warm = undefined;
    const { terminal } = warm;
    if (size.columns !== usualSize.columns || size.rows !== usualSize.rows) terminal.resize(size);
    terminal.begin();
    return warm;
  }

  async #start({ size, command, environment }: OpenTerminalOptions): Promise<{
    number: number;
    terminal: Terminal;
  }> {
    const number = ++this.#lastNumber;
    const cgroupName = `terminal-${number}`;
    // A dash before the name makes a login shell (bash(1), INVOCATION).
    const program = command.length > 0 ? { argv: command } : { argv: ["-bash"], file: "/bin/bash" };
    const home = rootEnvironment.HOME ?? "/";
    try {
      const terminal = await this.#cgroups.within(cgroupName, (cgroup) =>
        Terminal.open(
          {
            ...program,
            size,
            environment: { ...rootEnvironment, TERM: "xterm-256color", ...environment },
            directory: home,
            cgroup,
          },
          this.#context,
        ),
      );
      void terminal.ended.then(() => this.#cgroups.discard(cgroupName));
      return { number, terminal };
    } catch (error) {
      this.#cgroups.discard(cgroupName);
      throw error;
    }
  }
}

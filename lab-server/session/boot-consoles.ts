import { spawn } from "@lydell/node-pty";
import type { MachineSpec } from "../../labs/machine.ts";
import { consoleTerminal } from "../protocol/messages.ts";
import type { Machines } from "../vm/machines.ts";
import { ConsoleSource } from "./console-source.ts";
import { describeError, type Log } from "./log.ts";
import type { Measures } from "./measures.ts";
import { boundedSize } from "./screen.ts";
import { Terminal } from "./terminal.ts";

/** Machines that boot in the open at once: each takes a processor for half a minute. */
const maxConsoles = 2;

const longestMs = 5 * 60_000;

export interface ConsoleRequest {
  spec: MachineSpec;
  columns: number;
  rows: number;
  /** Called once, when it is over for whatever reason. */
  onEnded: (exitCode: number | null) => void;
}

/** The boot consoles that are being watched. Nothing of one is left when it ends. */
export class BootConsoles {
  readonly #machines: Machines;
  readonly #measures: Measures;
  readonly #log: Log;
  readonly #ending = new Set<Promise<void>>();
  readonly #open = new Set<Terminal>();
  #count = 0;

  constructor(options: { machines: Machines; measures: Measures; log: Log }) {
    this.#machines = options.machines;
    this.#measures = options.measures;
    this.#log = options.log;
  }

  /** Boots a machine and gives its console; undefined when as many as allowed are booting. `begin` it. */
  async open(request: ConsoleRequest): Promise<Terminal | undefined> {
    if (this.#count >= maxConsoles) return undefined;
    this.#count += 1;
    try {
      return await this.#spawn(request);
    } catch (error) {
      this.#count -= 1;
      throw error;
    }
  }

  /** Ends them all. */
  async close(): Promise<void> {
    for (const terminal of this.#open) terminal.close();
    await Promise.all(this.#ending);
  }

  async #spawn({ spec, onEnded, ...asked }: ConsoleRequest): Promise<Terminal> {
    const { columns, rows } = boundedSize(asked.columns, asked.rows);
    const { argv, uid, gid, cwd, release } = await this.#machines.consoleCommand(spec);
    const [file = "", ...rest] = argv;
    let source: ConsoleSource;
    try {
      const pty = spawn(file, rest, {
        name: "xterm-256color",
        cols: columns,
        rows,
        cwd,
        env: { PATH: process.env.PATH, TERM: "xterm-256color" },
        encoding: null,
        ...(uid !== undefined && gid !== undefined && { uid, gid }),
      });
      source = new ConsoleSource(pty);
    } catch (error) {
      await release();
      throw error;
    }
    const timer = setTimeout(() => terminal.close(), longestMs);
    const ended = source.ended
      .then(release)
      .catch((error) => this.#log("console-not-released", { error: describeError(error) }))
      .finally(() => {
        clearTimeout(timer);
        this.#count -= 1;
        this.#ending.delete(ended);
      });
    this.#ending.add(ended);
    const terminal: Terminal = new Terminal({
      number: consoleTerminal,
      kind: "console",
      source,
      columns,
      rows,
      measures: this.#measures,
      log: this.#log,
      onEnded: (exitCode) => {
        this.#open.delete(terminal);
        onEnded(exitCode);
      },
    });
    this.#open.add(terminal);
    return terminal;
  }
}

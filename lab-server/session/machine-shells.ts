import type { Pty } from "../agent/generated/agent.ts";
import type { AgentClient } from "./agent-client.ts";
import { AgentTerminalSource } from "./agent-terminal-source.ts";
import type { Log } from "./log.ts";
import type { MachineAgent } from "./machine-agent.ts";
import type { Measures } from "./measures.ts";
import { boundedSize } from "./screen.ts";
import { Terminal } from "./terminal.ts";

const callMs = 30_000;
const mostNumbers = 255;

export interface MachineShellsOptions {
  agent: MachineAgent;
  measures: Measures;
  log: Log;
  /** A terminal is there that no page follows yet. It begins to read when this returns. */
  onOpened: (terminal: Terminal, options: { isNew: boolean }) => void;
  onClosed: (number: number, exitCode: number | null) => void;
  /** A command has perhaps ended. */
  onLull: () => void;
}

/** The shells of one machine. They outlive the link to its agent, and this server. */
export class MachineShells implements Iterable<Terminal> {
  readonly #options: MachineShellsOptions;
  readonly #terminals = new Map<number, Terminal>();
  readonly #sources = new Map<number, AgentTerminalSource>();
  /** Resolves when any of them has shown something. */
  readonly firstOutput: Promise<void>;
  #onFirstOutput = () => {};
  #opening = 0;
  #isDisposed = false;

  constructor(options: MachineShellsOptions) {
    this.#options = options;
    this.firstOutput = new Promise((resolve) => {
      this.#onFirstOutput = resolve;
    });
  }

  [Symbol.iterator](): Iterator<Terminal> {
    return this.#terminals.values();
  }

  /** How many are open or being opened. */
  get count(): number {
    return this.#terminals.size + this.#opening;
  }

  find(number: number): Terminal | undefined {
    return this.#terminals.get(number);
  }

  /** Opens one; `onOpened` follows. */
  async open(askedColumns: number, askedRows: number): Promise<void> {
    const { columns, rows } = boundedSize(askedColumns, askedRows);
    this.#opening += 1;
    try {
      const client = await this.#options.agent.client();
      const { pty } = await client.openPty(
        { columns, rows, command: [], environment: {} },
        { timeoutMs: callMs },
      );
      if (!this.#isDisposed) this.#add({ pty, columns, rows, oldestOffset: 0n, newestOffset: 0n }, true);
    } finally {
      this.#opening -= 1;
    }
  }

  /** Throws when the agent is another one than the one that opened them, or does not answer in time. */
  async requireKnown(client: AgentClient, timeoutMs: number): Promise<void> {
    const sources = [...this.#sources.values()];
    const { ptys } = await client.listPtys({}, { timeoutMs });
    if (!sources.every((source) => ptys.some((pty) => isSame(pty, source))))
      throw new Error("The agent has been started anew.");
  }

  /** Takes up terminals of an earlier server, and lets go of those that ended with an earlier agent. */
  match(ptys: readonly Pty[]): void {
    const found = new Map(ptys.map((pty) => [pty.pty, pty]));
    for (const source of this.#sources.values()) {
      const pty = found.get(source.pty);
      if (pty && isSame(pty, source)) found.delete(source.pty);
      else source.abandon();
    }
    for (const pty of found.values()) this.#add(pty, false);
  }

  /** Lets go of them without hanging up. */
  dispose(): void {
    this.#isDisposed = true;
    for (const terminal of this.#terminals.values()) terminal.dispose();
    this.#terminals.clear();
    this.#sources.clear();
  }

  /** The same number before and after a restart of the server, so that pages find their terminals again. */
  #numberFor(pty: number): number {
    for (let step = 0; step < mostNumbers; step++) {
      const number = ((pty - 1 + step) % mostNumbers) + 1;
      if (!this.#terminals.has(number)) return number;
    }
    throw new Error("Every number for a terminal is taken.");
  }

  #add(pty: Omit<Pty, "pid">, isNew: boolean): void {
    const number = this.#numberFor(pty.pty);
    const source = new AgentTerminalSource(this.#options.agent, pty.pty, pty.oldestOffset);
    const terminal = new Terminal({
      number,
      kind: "shell",
      source,
      columns: pty.columns,
      rows: pty.rows,
      isHistory: () => source.offset < pty.newestOffset,
      measures: this.#options.measures,
      log: this.#options.log,
      onFirstOutput: () => this.#onFirstOutput(),
      onLull: this.#options.onLull,
      onEnded: (exitCode) => {
        this.#terminals.delete(number);
        this.#sources.delete(number);
        if (!this.#isDisposed) this.#options.onClosed(number, exitCode);
      },
    });
    this.#terminals.set(number, terminal);
    this.#sources.set(number, source);
    this.#options.onOpened(terminal, { isNew });
    terminal.begin();
  }
}

/** An agent counts from 1 again when it is started anew, and output never shrinks. */
function isSame(pty: Pty, source: AgentTerminalSource): boolean {
  return pty.pty === source.pty && pty.newestOffset >= source.offset;
}

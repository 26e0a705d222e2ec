import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Exercise, Parameters } from "../../labs/exercise.ts";
import type { MachineSpec } from "../../labs/machine.ts";
import { momentProbe } from "../../labs/moment-probe.ts";
import { type CheckResult, runChecks } from "../../labs/run-checks.ts";
import { StatusCode, TtrpcError } from "../../ttrpc/status.ts";
import type { Pty } from "../agent/generated/agent.ts";
import type { Machines } from "../vm/machines.ts";
import type { AgentClient } from "./agent-client.ts";
import { AgentProbe } from "./agent-probe.ts";
import { AgentTerminalSource } from "./agent-terminal-source.ts";
import { CheckRunner } from "./check-runner.ts";
import { describeError, type Log } from "./log.ts";
import { AgentLostError, MachineAgent } from "./machine-agent.ts";
import type { Measures } from "./measures.ts";
import { boundedSize } from "./screen.ts";
import { Terminal } from "./terminal.ts";

const callMs = 30_000;
const setupMs = 120_000;
const coalesceMs = 25;
/** How long a new machine waits for somebody to open a terminal, and then for its prompt, which comes first. */
const firstOpenMs = 50;
const firstOutputMs = 1000;
const restOfPromptMs = 60;
/** Between a call that failed with its link and the next try. */
const relinkMs = 100;
const shellNumbers = 255;

export interface LabMachineOptions {
  id: string;
  hostname: string;
  spec: MachineSpec;
  /** Just placed: it gets its name first, and {@link LabMachine.identify} follows. Otherwise its terminals are taken up again. */
  isNew: boolean;
  machines: Machines;
  measures: Measures;
  log: Log;
  /** A terminal is there that no page follows yet. It begins to read when this returns. */
  onOpened: (terminal: Terminal, options: { isNew: boolean }) => void;
  onClosed: (number: number, exitCode: number | null) => void;
  /** What the checks of an armed exercise say, after each run. */
  onChecked: (exercise: Exercise, results: CheckResult[]) => void;
  onLost: (error: AgentLostError) => void;
}

/** A machine in use: the link to its agent, its terminals, the exercises on it and their checks. */
export class LabMachine {
  readonly id: string;
  readonly hostname: string;
  readonly spec: MachineSpec;
  readonly #options: LabMachineOptions;
  readonly #agent: MachineAgent;
  readonly #runner: CheckRunner;
  readonly #terminals = new Map<number, Terminal>();
  readonly #sources = new Map<number, AgentTerminalSource>();
  readonly #armed = new Map<string, { exercise: Exercise; parameters: Parameters }>();
  #opening = 0;
  #isNamed: boolean;
  readonly #firstOutput: Promise<void>;
  #onFirstOutput = () => {};
  #isDisposed = false;

  constructor(options: LabMachineOptions) {
    this.id = options.id;
    this.hostname = options.hostname;
    this.spec = options.spec;
    this.#options = options;
    this.#isNamed = !options.isNew;
    this.#firstOutput = new Promise((resolve) => {
      this.#onFirstOutput = resolve;
    });
    this.#agent = new MachineAgent({
      machines: options.machines,
      machineId: options.id,
      prepare: (client) => this.#prepare(client),
      pulse: (client, timeoutMs) => this.#requireKnown(client, timeoutMs),
      onLost: options.onLost,
    });
    this.#runner = new CheckRunner(() =>
      this.#examine().catch((error) => options.log("check-failed", { error: describeError(error) })),
    );
  }

  get terminals(): Iterable<Terminal> {
    return this.#terminals.values();
  }

  /** Shells that are open or being opened. */
  get shells(): number {
    return this.#terminals.size + this.#opening;
  }

  terminal(number: number): Terminal | undefined {
    return this.#terminals.get(number);
  }

  /** Makes the link to the agent, thawing the machine if it is frozen. Throws {@link AgentLostError}. */
  attach(): Promise<void> {
    return this.#agent.attach();
  }

  /** Stops its processors until the next attach. */
  async freeze(): Promise<void> {
    await this.#agent.detach();
    await this.#options.machines.freeze(this.id);
  }

  /** Lets go of it without ending it. */
  dispose(): void {
    this.#isDisposed = true;
    this.#runner.stop();
    this.#agent.dispose();
    for (const terminal of this.#terminals.values()) terminal.dispose();
    this.#terminals.clear();
    this.#sources.clear();
  }

  /** Opens a shell; `onOpened` follows. */
  async open(askedColumns: number, askedRows: number): Promise<void> {
    const { columns, rows } = boundedSize(askedColumns, askedRows);
    this.#opening += 1;
    try {
      const client = await this.#agent.client();
      const { pty } = await client.openPty(
        { columns, rows, command: [], environment: {} },
        { timeoutMs: callMs },
      );
      if (!this.#isDisposed)
        this.#addTerminal({ pty, columns, rows, oldestOffset: 0n, newestOffset: 0n }, true);
    } finally {
      this.#opening -= 1;
    }
  }

  /** Sets an exercise up, unless it is, and checks it from now on. Throws when a command of its setup fails. */
  async arm(exercise: Exercise, options: { parameters: Parameters; isSetUp: boolean }): Promise<void> {
    if (this.#armed.has(exercise.id)) return;
    if (!options.isSetUp)
      for (const argv of exercise.setup(options.parameters)) await this.#runSetup(exercise, argv);
    const isFirst = this.#armed.size === 0;
    this.#armed.set(exercise.id, { exercise, parameters: options.parameters });
    if (isFirst) void this.#watch();
    this.check();
  }

  isArmed(exercise: string): boolean {
    return this.#armed.has(exercise);
  }

  /** Runs the checks as soon as their pace allows. */
  check(): void {
    // A machine without a link is checked when it has one again.
    if (this.#armed.size > 0 && this.#agent.isLinked) this.#runner.trigger();
  }

  async #runSetup(exercise: Exercise, argv: string[]): Promise<void> {
    const client = await this.#agent.client();
    const { exitCode, stderr } = await client.runCommand(
      { argv, stdin: new Uint8Array(), timeoutMs: setupMs, environment: {} },
      { timeoutMs: setupMs + callMs },
    );
    if (exitCode === 0) return;
    const complaint = new TextDecoder().decode(stderr.subarray(0, 500)).trim();
    throw new Error(`Cannot set up ${exercise.id}: ${argv.join(" ")} ended with ${exitCode}: ${complaint}`);
  }

  /**
   * Gives a new machine what makes it another one than its template: machine-id, clock, random pool. Under
   * emulation that takes as long as a prompt, so the prompt comes first; it shows the name, which is set already.
   */
  async identify(): Promise<void> {
    const nobodyOpens = sleep(firstOpenMs).then(() => (this.shells > 0 ? sleep(firstOutputMs) : undefined));
    // The first output is half of the prompt.
    await Promise.race([this.#firstOutput.then(() => sleep(restOfPromptMs)), nobodyOpens]);
    const identity = {
      hostname: this.hostname,
      machineId: randomBytes(16).toString("hex"),
      entropy: randomBytes(64),
    };
    for (;;) {
      const client = await this.#agent.client();
      try {
        await client.setIdentity({ ...identity, unixTimeMs: BigInt(Date.now()) }, { timeoutMs: callMs });
        return;
      } catch (error) {
        // With the next link, unless the machine has ended: then there is none, and `client` throws.
        if (!(error instanceof TtrpcError) || error.code !== StatusCode.UNAVAILABLE) throw error;
        await sleep(relinkMs);
      }
    }
  }

  async #prepare(client: AgentClient): Promise<void> {
    if (this.#isNamed) {
      const [, { ptys }] = await Promise.all([
        client.setClock({ unixTimeMs: BigInt(Date.now()) }, { timeoutMs: callMs }),
        client.listPtys({}, { timeoutMs: callMs }),
      ]);
      this.#matchTerminals(ptys);
      return;
    }
    const data = Buffer.from(`${this.hostname}\n`);
    await client.writeFile({ path: "/proc/sys/kernel/hostname", data, mode: 0 }, { timeoutMs: callMs });
    this.#isNamed = true;
  }

  /** Throws when the agent is another one, which does not know our terminals. */
  async #requireKnown(client: AgentClient, timeoutMs: number): Promise<void> {
    const sources = [...this.#sources.values()];
    const { ptys } = await client.listPtys({}, { timeoutMs });
    const isKnown = (source: AgentTerminalSource) =>
      ptys.some(({ pty, newestOffset }) => pty === source.pty && newestOffset >= source.offset);
    if (!sources.every(isKnown)) throw new Error("The agent has been started anew.");
  }

  /** Takes up terminals of an earlier server, and lets go of those that ended with an earlier agent. */
  #matchTerminals(ptys: Pty[]): void {
    const found = new Map(ptys.map((pty) => [pty.pty, pty]));
    for (const source of this.#sources.values()) {
      const pty = found.get(source.pty);
      // An agent counts from 1 again when it is started anew, and output never shrinks.
      if (pty && pty.newestOffset >= source.offset) found.delete(source.pty);
      else source.abandon();
    }
    for (const pty of found.values()) this.#addTerminal(pty, false);
  }

  /** The same number before and after a restart of the server, so that pages find their terminals again. */
  #numberFor(pty: number): number {
    for (let step = 0; step < shellNumbers; step++) {
      const number = ((pty - 1 + step) % shellNumbers) + 1;
      if (!this.#terminals.has(number)) return number;
    }
    throw new Error("Every number for a terminal is taken.");
  }

  #addTerminal(
    pty: Pick<Pty, "pty" | "columns" | "rows" | "oldestOffset" | "newestOffset">,
    isNew: boolean,
  ): void {
    const number = this.#numberFor(pty.pty);
    const source = new AgentTerminalSource(this.#agent, pty.pty, pty.oldestOffset);
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
      onQuiet: () => this.check(),
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

  /** On every link anew, as long as the machine is in use. */
  async #watch(): Promise<void> {
    while (!this.#isDisposed) {
      try {
        const client = await this.#agent.client();
        this.check();
        for await (const _ of client.watchEvents({ coalesceMs })) this.check();
      } catch (error) {
        if (error instanceof AgentLostError) return;
        const isLinkBroken = error instanceof TtrpcError && error.code === StatusCode.UNAVAILABLE;
        if (!isLinkBroken)
          this.#options.log("watch-ended", { machine: this.id, error: describeError(error) });
      }
      await sleep(relinkMs);
    }
  }

  async #examine(): Promise<void> {
    const startMs = performance.now();
    // One view for all exercises: what several of them ask for is read once.
    const probe = momentProbe(new AgentProbe(() => this.#agent.client()));
    for (const { exercise, parameters } of [...this.#armed.values()]) {
      const results = await runChecks(exercise, { probe, parameters });
      // What a broken link kept from being read says nothing of the learner's work.
      if (this.#isDisposed || !this.#agent.isLinked) return;
      for (const { id, verdict } of results)
        if (verdict.status === "broken")
          this.#options.log("check-broken", { exercise: exercise.id, check: id, reason: verdict.reason });
      this.#options.onChecked(exercise, results);
    }
    this.#options.measures.checked((performance.now() - startMs) / 1000);
  }
}

import { setTimeout as sleep } from "node:timers/promises";
import type { Exercise, Parameters } from "../../labs/exercise.ts";
import { momentProbe } from "../../labs/moment-probe.ts";
import { type CheckResult, runChecks } from "../../labs/run-checks.ts";
import { StatusCode, TtrpcError } from "../../ttrpc/status.ts";
import { AgentProbe } from "./agent-probe.ts";
import { CheckRunner } from "./check-runner.ts";
import { describeError, type Log } from "./log.ts";
import { AgentLostError, type MachineAgent } from "./machine-agent.ts";
import type { Measures } from "./measures.ts";

const callMs = 30_000;
const setupMs = 120_000;
const coalesceMs = 25;
/** Between a watch that ended with its link and the next. */
const relinkMs = 100;

export interface MachineChecksOptions {
  agent: MachineAgent;
  measures: Measures;
  log: Log;
  /** What the checks of an armed exercise say, after each run. */
  onChecked: (exercise: Exercise, results: CheckResult[]) => void;
}

/** The exercises that are set up on one machine, checked whenever something happens in it. */
export class MachineChecks {
  readonly #options: MachineChecksOptions;
  readonly #runner: CheckRunner;
  readonly #armed = new Map<string, { exercise: Exercise; parameters: Parameters }>();
  #isDisposed = false;

  constructor(options: MachineChecksOptions) {
    this.#options = options;
    this.#runner = new CheckRunner(() =>
      this.#examine().catch((error) => options.log("check-failed", { error: describeError(error) })),
    );
  }

  /** Sets an exercise up, unless it is, and checks it from now on. Throws when a command of its setup fails. */
  async arm(exercise: Exercise, options: { parameters: Parameters; isSetUp: boolean }): Promise<void> {
    if (this.#armed.has(exercise.id)) return;
    if (!options.isSetUp)
      for (const argv of exercise.setup(options.parameters)) await this.#runSetup(exercise, argv);
    const isFirst = this.#armed.size === 0;
    this.#armed.set(exercise.id, { exercise, parameters: options.parameters });
    if (isFirst) void this.#watch();
    this.trigger();
  }

  isArmed(exercise: string): boolean {
    return this.#armed.has(exercise);
  }

  /** Runs the checks as soon as their pace allows. */
  trigger(): void {
    // A machine without a link is checked when it has one again.
    if (this.#armed.size > 0 && this.#options.agent.isLinked) this.#runner.trigger();
  }

  /** Checks no more. */
  dispose(): void {
    this.#isDisposed = true;
    this.#runner.stop();
  }

  async #runSetup(exercise: Exercise, argv: string[]): Promise<void> {
    const client = await this.#options.agent.client();
    const { exitCode, stderr } = await client.runCommand(
      { argv, stdin: new Uint8Array(), timeoutMs: setupMs, environment: {} },
      { timeoutMs: setupMs + callMs },
    );
    if (exitCode === 0) return;
    const complaint = new TextDecoder().decode(stderr.subarray(0, 500)).trim();
    throw new Error(`Cannot set up ${exercise.id}: ${argv.join(" ")} ended with ${exitCode}: ${complaint}`);
  }

  /** On every link anew, as long as the machine is in use. */
  async #watch(): Promise<void> {
    const { agent, log } = this.#options;
    while (!this.#isDisposed) {
      try {
        const client = await agent.client();
        this.trigger();
        for await (const _ of client.watchEvents({ coalesceMs })) this.trigger();
      } catch (error) {
        if (error instanceof AgentLostError) return;
        const isLinkBroken = error instanceof TtrpcError && error.code === StatusCode.UNAVAILABLE;
        if (!isLinkBroken) log("watch-ended", { error: describeError(error) });
      }
      await sleep(relinkMs);
    }
  }

  async #examine(): Promise<void> {
    const { agent, measures, log, onChecked } = this.#options;
    const startMs = performance.now();
    // One view for all exercises: what several of them ask for is read once.
    const probe = momentProbe(new AgentProbe(() => agent.client()));
    for (const { exercise, parameters } of [...this.#armed.values()]) {
      const results = await runChecks(exercise, { probe, parameters });
      // What a broken link kept from being read says nothing of the learner's work.
      if (this.#isDisposed || !agent.isLinked) return;
      for (const { id, verdict } of results)
        if (verdict.status === "broken")
          log("check-broken", { exercise: exercise.id, check: id, reason: verdict.reason });
      onChecked(exercise, results);
    }
    measures.checked((performance.now() - startMs) / 1000);
  }
}

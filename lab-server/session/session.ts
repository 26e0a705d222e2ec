import { randomBytes } from "node:crypto";
import type { Exercise } from "../../labs/exercise.ts";
import { defaultMachine, type MachineSpec } from "../../labs/machine.ts";
import type { Text } from "../../labs/text.ts";
import {
  type ClientMessage,
  consoleTerminal,
  type ErrorCode,
  type MachineState,
  maxTerminals,
  type ServerMessage,
} from "../protocol/messages.ts";
import { Attempts } from "./attempts.ts";
import { explain } from "./explain.ts";
import { IdleClock } from "./idle-clock.ts";
import { LabMachine } from "./lab-machine.ts";
import { describeError, type Log } from "./log.ts";
import type { Page } from "./page.ts";
import { SessionConsole } from "./session-console.ts";
import type { SessionContext } from "./session-context.ts";
import type { Terminal } from "./terminal.ts";
import { texts } from "./texts.ts";

type Status = "none" | "queued" | "starting" | "running";

interface Size {
  columns: number;
  rows: number;
}

/** What is to be done with a machine once it is there. */
interface Plan {
  spec: MachineSpec;
  exercises: string[];
}

interface MachineAddress {
  id: string;
  hostname: string;
  spec: MachineSpec;
}

/** A learner's attachment: pages that come and go, at most one machine, attempts at exercises. */
export class Session {
  readonly id: string;
  readonly #context: SessionContext;
  readonly #log: Log;
  readonly #pages = new Set<Page>();
  readonly #attempts: Attempts;
  readonly #console: SessionConsole;
  #status: Status = "none";
  /** Why there is no machine, where the learner did not end it. */
  #reason: Text | undefined;
  #position = 0;
  #plan: Plan | undefined;
  #machine: LabMachine | undefined;
  #isFrozen = false;
  #idle: IdleClock | undefined;
  /** Terminals asked for while waiting in the queue. */
  #openLater: Size[] = [];
  #operations: Promise<void> = Promise.resolve();
  #absenceTimer: NodeJS.Timeout | undefined;
  #isClosed = false;
  #clickedMs = 0;

  constructor(id: string, context: SessionContext) {
    this.id = id;
    this.#context = context;
    this.#log = (event, values) => context.log(event, { session: id.slice(0, 8), ...values });
    this.#console = new SessionConsole({ consoles: context.consoles, pages: this.#pages, log: this.#log });
    this.#attempts = new Attempts({
      session: id,
      store: context.store,
      findExercise: context.findExercise,
      onChanged: (exercise) => this.#broadcast({ type: "exercise", exercise }),
    });
  }

  get machineId(): string | undefined {
    return this.#machine?.id;
  }

  get pages(): number {
    return this.#pages.size;
  }

  get status(): Status | "frozen" {
    return this.#isFrozen ? "frozen" : this.#status;
  }

  /** The machine that it waits for in the queue. */
  get wantedSpec(): MachineSpec | undefined {
    return this.#status === "queued" ? this.#plan?.spec : undefined;
  }

  /** Takes up the machine that an earlier server left. */
  adopt(address: MachineAddress): void {
    const machine = this.#use(address, { isNew: false });
    for (const id of this.#attempts.armed) {
      const exercise = this.#context.findExercise(id);
      const attempt = this.#attempts.get(id);
      if (exercise && attempt) void machine.arm(exercise, { parameters: attempt.parameters, isSetUp: true });
    }
    this.#noteAbsence();
  }

  /** A page has connected. The oldest one gives way when there are too many, and is returned. */
  join(page: Page): Page | undefined {
    const [oldest] = this.#pages;
    const isTooMany = oldest !== undefined && this.#pages.size >= this.#context.maxPages;
    if (isTooMany) this.leave(oldest);
    clearTimeout(this.#absenceTimer);
    this.#pages.add(page);
    page.send({
      type: "hello",
      version: 1,
      idleMinutes: this.#context.idleMinutes,
      accelerator: this.#context.accelerator,
      machine: this.#machineState(),
      exercises: this.#attempts.states,
    });
    for (const terminal of this.#terminals()) void terminal.follow(page, { isNew: false });
    if (this.#machine) this.#wake(this.#machine);
    return isTooMany ? oldest : undefined;
  }

  leave(page: Page): void {
    if (!this.#pages.delete(page) || this.#isClosed) return;
    for (const terminal of this.#terminals()) terminal.unfollow(page);
    if (this.#pages.size === 0) this.#noteAbsence();
  }

  /** Types into a terminal. Keys that cross with its end are dropped: that is nobody's mistake. */
  input(page: Page, number: number, data: Uint8Array): void {
    this.#touch();
    if (this.#terminal(number)?.write(data) === false)
      this.#sendError(page, "input-overflow", texts.inputOverflow);
  }

  /** Does what a page asks. */
  handle(page: Page, message: ClientMessage): void {
    if (message.type === "ack") this.#terminal(message.terminal)?.acknowledge(page, message.bytes);
    else if (message.type === "resize")
      this.#terminal(message.terminal)?.resize(message.columns, message.rows);
    else {
      this.#touch();
      if (message.type === "start") this.#start(page, message.exercise);
      else if (message.type === "open") this.#open(page, message);
      else if (message.type === "close") this.#close(page, message.terminal);
      else if (message.type === "check") this.#check(page, message.exercise);
      else if (message.type === "hint") this.#showHint(page, message.exercise);
      else if (message.type === "reset") this.#inTurn(() => this.#reset(page));
      else if (message.type === "stop") this.#inTurn(() => this.#end(undefined));
      else void this.#openConsole(page, message);
    }
  }

  /** Its place in the queue is another, counted from 1. */
  moved(position: number): void {
    this.#position = position;
    if (this.#status === "queued") this.#sendMachine();
  }

  /** There is a machine for it now. */
  served(machineId: string): void {
    this.#inTurn(async () => {
      const plan = this.#plan;
      if (this.#status !== "queued" || !plan) {
        await this.#context.machines.drop(machineId);
        this.#context.onFreed();
        return;
      }
      this.#setStatus("starting");
      try {
        await this.#begin(machineId, plan);
      } catch (error) {
        this.#failToPlace(error);
      }
    });
  }

  /** It will not be served: placing failed for another reason than want of room. */
  refused(error: unknown): void {
    this.#inTurn(async () => this.#failToPlace(error));
  }

  /** Its machine has ended by itself. */
  machineEnded(reason: string): void {
    const machine = this.#machine;
    if (!machine) return;
    this.#log("machine-lost", { machine: machine.id, reason });
    this.#letGo(texts.machineLost);
    this.#broadcastError({ code: "machine-lost", message: texts.machineLost });
  }

  /** Ends the machine and sends the pages away, because the session itself is removed. */
  async remove(code: number): Promise<void> {
    for (const page of [...this.#pages]) page.close(code, "The session was removed.");
    await this.#inTurn(() => this.#end(undefined));
    this.close();
  }

  /** Lets go of everything without ending the machine. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#absenceTimer);
    this.#console.close();
    this.#idle?.stop();
    this.#machine?.dispose();
  }

  /** One after the other, so that a hasty click never meets a half-made machine. Never rejects. */
  #inTurn(operation: () => Promise<void>): Promise<void> {
    this.#operations = this.#operations.then(async () => {
      if (this.#isClosed) return;
      try {
        await operation();
      } catch (error) {
        this.#log("operation-failed", { error: describeError(error) });
        this.#broadcastError(explain(error));
      }
      this.#noteUnused();
    });
    return this.#operations;
  }

  #start(page: Page, id: string | null): void {
    const exercise = id === null ? undefined : this.#context.findExercise(id);
    if (id !== null && !exercise) {
      this.#sendError(page, "unknown-exercise", texts.unknownExercise(id));
      return;
    }
    this.#clickedMs = performance.now();
    this.#inTurn(() => this.#startInTurn(exercise));
  }

  async #startInTurn(exercise: Exercise | undefined): Promise<void> {
    if (exercise) this.#attempts.begin(exercise);
    const plan = { spec: exercise?.machine ?? defaultMachine, exercises: exercise ? [exercise.id] : [] };
    const machine = this.#machine;
    if (this.#status === "queued") this.#plan = plan;
    else if (machine && !exercise) this.#sendMachine();
    else if (machine && exercise && sameSpec(machine.spec, plan.spec)) void this.#arm(machine, exercise.id);
    else await this.#replace(plan);
  }

  async #reset(page: Page): Promise<void> {
    const machine = this.#machine;
    if (!machine) {
      this.#sendError(page, "no-machine", texts.noMachine);
      return;
    }
    this.#clickedMs = performance.now();
    await this.#replace({ spec: machine.spec, exercises: this.#attempts.restart() });
  }

  /** Ends the machine that is there, if any, and gets another. */
  async #replace(plan: Plan): Promise<void> {
    const old = this.#machine;
    if (old) this.#letGo(undefined);
    this.#plan = plan;
    this.#setStatus("starting");
    try {
      const startMs = performance.now();
      const machineId = await this.#context.place(this, { spec: plan.spec, replaces: old?.id });
      if (machineId === undefined) {
        this.#setStatus("queued");
        if (this.#pages.size === 0) this.#noteAbsence();
        return;
      }
      this.#context.measures.placed((performance.now() - startMs) / 1000);
      await this.#begin(machineId, plan);
    } catch (error) {
      this.#failToPlace(error);
    }
  }

  /** Makes a placed machine this session's and hands it to the learner. On an error nothing is left of it. */
  async #begin(machineId: string, plan: Plan): Promise<void> {
    const address = { id: machineId, hostname: `lab-${randomBytes(2).toString("hex")}`, spec: plan.spec };
    const machine = this.#use(address, { isNew: true });
    try {
      await machine.attach();
    } catch (error) {
      await this.#giveUp(machine);
      throw error;
    }
    this.#plan = undefined;
    this.#setStatus("running");
    this.#log("machine-running", { machine: machineId, ms: Math.round(performance.now() - this.#clickedMs) });
    for (const size of this.#openLater.splice(0)) void this.#openShell(machine, size);
    // After the terminals that were asked for meanwhile: the prompt is what the learner waits for.
    this.#inTurn(() => this.#furnish(machine, { address, exercises: plan.exercises }));
    if (this.#pages.size === 0) this.#noteAbsence();
  }

  /** Makes a new machine fit for use, while its first prompt is on the way. */
  async #furnish(
    machine: LabMachine,
    { address, exercises }: { address: MachineAddress; exercises: string[] },
  ): Promise<void> {
    if (this.#machine !== machine) return;
    try {
      await machine.identify();
    } catch (error) {
      // One that has ended meanwhile was reported already.
      if (this.#machine !== machine) return;
      await this.#giveUp(machine);
      throw error;
    }
    if (this.#machine !== machine) return;
    // Only now: a server that ends before leaves a machine without identity, which the next one drops.
    this.#context.store.setMachine(this.id, address);
    for (const id of exercises) void this.#arm(machine, id);
  }

  /** Ends a new machine that is no good. It may have ended meanwhile, and been let go already. */
  async #giveUp(machine: LabMachine): Promise<void> {
    if (this.#machine === machine) this.#letGo(texts.cannotStart);
    await this.#context.machines.drop(machine.id);
    this.#context.onFreed();
  }

  #use(address: MachineAddress, { isNew }: { isNew: boolean }): LabMachine {
    const machine = new LabMachine({
      ...address,
      isNew,
      machines: this.#context.machines,
      measures: this.#context.measures,
      log: this.#log,
      onOpened: (terminal, options) => {
        for (const page of this.#pages) void terminal.follow(page, options);
      },
      onClosed: (terminal, exitCode) => this.#broadcast({ type: "closed", terminal, exitCode }),
      onChecked: (exercise, results) => {
        if (this.#machine === machine && this.#attempts.noteResults(exercise, results))
          this.#log("solved", { exercise: exercise.id });
      },
      onLost: (error) => this.#inTurn(() => this.#abandon(machine, error)),
    });
    this.#machine = machine;
    this.#reason = undefined;
    if (!isNew) this.#status = "running";
    this.#idle = new IdleClock({
      idleMs: this.#context.idleMinutes * 60_000,
      onWarning: (expiresAt) => this.#broadcast({ type: "expiring", expiresAt }),
      onExpired: () => this.#inTurn(() => this.#end(texts.expired(this.#context.idleMinutes))),
    });
    return machine;
  }

  /** Forgets the machine, here and in the store. Ending it is the caller's. */
  #letGo(reason: Text | undefined): void {
    const machine = this.#machine;
    this.#machine = undefined;
    this.#isFrozen = false;
    this.#plan = undefined;
    this.#idle?.stop();
    this.#reason = reason;
    if (machine) {
      const numbers = [...machine.terminals].map(({ number }) => number);
      machine.dispose();
      for (const terminal of numbers) this.#broadcast({ type: "closed", terminal, exitCode: null });
    }
    this.#setStatus("none");
    this.#context.store.setMachine(this.id, undefined);
    this.#attempts.forgetMachine();
  }

  async #end(reason: Text | undefined): Promise<void> {
    if (this.#status === "none") return;
    const machine = this.#machine;
    this.#openLater = [];
    this.#context.leaveQueue(this);
    this.#letGo(reason);
    if (!machine) return;
    await this.#context.machines.drop(machine.id);
    this.#log("machine-dropped", { machine: machine.id });
    this.#context.onFreed();
  }

  async #abandon(machine: LabMachine, error: Error): Promise<void> {
    if (this.#machine !== machine) return;
    this.#log("machine-lost", { machine: machine.id, reason: describeError(error) });
    await this.#end(texts.machineLost);
    this.#broadcastError({ code: "machine-lost", message: texts.machineLost });
  }

  #failToPlace(error: unknown): void {
    this.#log("place-failed", { error: describeError(error) });
    this.#openLater = [];
    const explanation = explain(error);
    this.#letGo(explanation.message);
    this.#broadcastError(explanation);
  }

  async #arm(machine: LabMachine, id: string): Promise<void> {
    const exercise = this.#context.findExercise(id);
    const attempt = this.#attempts.get(id);
    if (!exercise || !attempt || machine.isArmed(id)) return;
    try {
      await machine.arm(exercise, { parameters: attempt.parameters, isSetUp: false });
      if (this.#machine === machine) this.#attempts.change(id, { armed: true });
    } catch (error) {
      if (this.#machine !== machine) return;
      this.#log("setup-failed", { exercise: id, error: describeError(error) });
      this.#broadcastError({ code: "broken", message: texts.cannotArm(id) });
    }
  }

  /** In turn, so that it opens on the machine that a `start` or `reset` before it gives. */
  #open(page: Page, size: Size): void {
    this.#inTurn(async () => {
      const machine = this.#machine;
      if (machine && this.#status === "running") this.#openIfAllowed(page, machine, size);
      else if (this.#status !== "queued") this.#sendError(page, "no-machine", texts.noMachine);
      else if (this.#openLater.length < maxTerminals) this.#openLater.push(size);
      else this.#sendError(page, "too-many-terminals", texts.tooManyTerminals(maxTerminals));
    });
  }

  #openIfAllowed(page: Page, machine: LabMachine, size: Size): void {
    if (machine.shells < maxTerminals) void this.#openShell(machine, size);
    else this.#sendError(page, "too-many-terminals", texts.tooManyTerminals(maxTerminals));
  }

  async #openShell(machine: LabMachine, { columns, rows }: Size): Promise<void> {
    try {
      await machine.open(columns, rows);
    } catch (error) {
      if (this.#machine !== machine) return;
      this.#log("open-failed", { error: describeError(error) });
      this.#broadcastError({ code: "broken", message: texts.cannotOpen });
    }
  }

  #close(page: Page, number: number): void {
    const terminal = this.#terminal(number);
    if (terminal) terminal.close();
    else this.#sendError(page, "unknown-terminal", texts.unknownTerminal(number));
  }

  #check(page: Page, id: string): void {
    if (!this.#context.findExercise(id)) this.#sendError(page, "unknown-exercise", texts.unknownExercise(id));
    else if (!this.#machine) this.#sendError(page, "no-machine", texts.noMachine);
    else if (!this.#machine.isArmed(id)) this.#sendError(page, "unknown-exercise", texts.notArmed(id));
    else {
      this.#attempts.sendNext(id);
      this.#machine.check();
    }
  }

  #showHint(page: Page, id: string): void {
    const exercise = this.#context.findExercise(id);
    const attempt = this.#attempts.get(id);
    if (!exercise) this.#sendError(page, "unknown-exercise", texts.unknownExercise(id));
    else if (!attempt) this.#sendError(page, "unknown-exercise", texts.notArmed(id));
    else this.#attempts.change(id, { hintsShown: Math.min(attempt.hintsShown + 1, exercise.hints.length) });
  }

  async #openConsole(page: Page, { columns, rows }: Size): Promise<void> {
    try {
      if (!(await this.#console.open(columns, rows)))
        this.#sendError(page, "console-busy", texts.consoleBusy);
    } catch (error) {
      page.send({ type: "error", ...explain(error) });
    }
  }

  #machineState(): MachineState {
    const machine = this.#machine;
    if (this.#status === "queued") return { status: "queued", position: this.#position };
    if (this.#status === "running" && machine && this.#idle) {
      const { hostname, spec } = machine;
      return { status: "running", hostname, profile: spec.profile, expiresAt: this.#idle.expiresAtMs };
    }
    if (this.#status === "starting") return { status: "starting" };
    return { status: "none", ...(this.#reason && { reason: this.#reason }) };
  }

  #setStatus(status: Status): void {
    this.#status = status;
    this.#sendMachine();
  }

  #sendMachine(): void {
    this.#broadcast({ type: "machine", machine: this.#machineState() });
  }

  #touch(): void {
    if (this.#idle?.touch()) this.#sendMachine();
  }

  /** Nobody looks any more: what is only for looking at ends soon. */
  #noteAbsence(): void {
    clearTimeout(this.#absenceTimer);
    this.#console.close();
    const { queueMs, freezeMs } = this.#context;
    if (this.#status === "queued")
      this.#absenceTimer = setTimeout(() => this.#inTurn(() => this.#giveUpPlace()), queueMs);
    else if (this.#machine)
      this.#absenceTimer = setTimeout(() => this.#inTurn(() => this.#freeze()), freezeMs);
    else this.#noteUnused();
  }

  async #giveUpPlace(): Promise<void> {
    if (this.#pages.size === 0 && this.#status === "queued") await this.#end(texts.leftQueue);
  }

  async #freeze(): Promise<void> {
    const machine = this.#machine;
    if (!machine || this.#pages.size > 0 || this.#status !== "running") return;
    this.#isFrozen = true;
    await machine.freeze();
    this.#log("machine-frozen", { machine: machine.id });
  }

  #wake(machine: LabMachine): void {
    this.#inTurn(async () => {
      if (this.#machine !== machine || this.#status !== "running") return;
      await machine.attach();
      if (this.#isFrozen) this.#log("machine-thawed", { machine: machine.id });
      this.#isFrozen = false;
    });
  }

  #terminal(number: number): Terminal | undefined {
    return number === consoleTerminal ? this.#console.terminal : this.#machine?.terminal(number);
  }

  *#terminals(): Generator<Terminal> {
    if (this.#machine) yield* this.#machine.terminals;
    if (this.#console.terminal) yield this.#console.terminal;
  }

  #noteUnused(): void {
    if (this.#pages.size === 0 && this.#status === "none") this.#context.onUnused(this);
  }

  #broadcast(message: ServerMessage): void {
    for (const page of this.#pages) page.send(message);
  }

  #broadcastError(error: { code: ErrorCode; message: Text }): void {
    this.#broadcast({ type: "error", ...error });
  }

  #sendError(page: Page, code: ErrorCode, message: Text): void {
    page.send({ type: "error", code, message });
  }
}

function sameSpec(a: MachineSpec, b: MachineSpec): boolean {
  return a.profile === b.profile && a.vcpus === b.vcpus && a.memoryMiB === b.memoryMiB;
}

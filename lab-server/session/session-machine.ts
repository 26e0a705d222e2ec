import { randomBytes } from "node:crypto";
import { isSameSpec } from "../../labs/machine.ts";
import type { Text } from "../../labs/text.ts";
import type { MachineState } from "../protocol/messages.ts";
import type { MachineEndCode } from "../vm/machines.ts";
import { explain } from "./explain.ts";
import { LabMachine, type MachineAddress } from "./lab-machine.ts";
import { describeError, type Log } from "./log.ts";
import type { Operations } from "./operations.ts";
import { type MachineWish, QueuePlace } from "./queue-place.ts";
import type { SessionContext } from "./session-context.ts";
import type { SessionExercises } from "./session-exercises.ts";
import type { SessionPages } from "./session-pages.ts";
import { texts } from "./texts.ts";

export interface SessionMachineOptions {
  /** The session's id. */
  session: string;
  context: SessionContext;
  pages: SessionPages;
  exercises: SessionExercises;
  operations: Operations;
  log: Log;
  /** There is a machine to use. */
  onRunning: (machine: LabMachine) => void;
  /** There is none any more. */
  onGone: () => void;
}

/**
 * The machine of a session, at most one: from the wish for it, perhaps through the queue, to its end. What
 * returns a promise must be called in the session's turn.
 */
export class SessionMachine {
  readonly #options: SessionMachineOptions;
  readonly #place: QueuePlace;
  #phase: "none" | "starting" | "running" = "none";
  /** Why there is no machine, where the learner did not end it. */
  #reason: Text | undefined;
  #machine: LabMachine | undefined;
  #absenceTimer: NodeJS.Timeout | undefined;

  constructor(options: SessionMachineOptions) {
    this.#options = options;
    const { context, operations } = options;
    this.#place = new QueuePlace({
      context,
      operations,
      onMoved: () => this.#tell(),
      onServed: (machine, wish) =>
        this.#obtain(
          wish,
          isSameSpec(machine.spec, wish.spec) ? { given: machine.id } : { replaces: machine.id },
        ),
      onRefused: (error) => this.#failToPlace(error),
    });
  }

  /** The machine, also one that is still being made ready. */
  get current(): LabMachine | undefined {
    return this.#machine;
  }

  /** The machine that can be used. */
  get running(): LabMachine | undefined {
    return this.#phase === "running" ? this.#machine : undefined;
  }

  get status(): "none" | "queued" | "starting" | "running" | "frozen" {
    if (this.#place.isWaiting) return "queued";
    return this.#machine?.isFrozen ? "frozen" : this.#phase;
  }

  /** As pages are told. */
  get state(): MachineState {
    if (this.#place.isWaiting) {
      const { position, hindrance } = this.#place;
      return { status: "queued", position, waitsFor: hindrance === "no-disk" ? "disk" : "machine" };
    }
    if (this.running) {
      const { hostname, spec, idle } = this.running;
      return { status: "running", hostname, profile: spec.profile, expiresAt: idle.expiresAtMs };
    }
    if (this.#phase === "starting") return { status: "starting" };
    return { status: "none", ...(this.#reason && { reason: this.#reason }) };
  }

  /** Takes up the machine that an earlier server left. */
  adopt(address: MachineAddress): void {
    const machine = this.#use(address, { isNew: false });
    this.#phase = "running";
    this.#options.exercises.takeUp(machine);
    this.noteAbsence();
  }

  /** Gives the learner what is wished for: the machine that is there if it will do, otherwise another. */
  async provide(wish: MachineWish): Promise<void> {
    const machine = this.#machine;
    if (this.#place.isWaiting) this.#place.change(wish);
    else if (machine && wish.exercises.length === 0) this.#tell();
    else if (machine && isSameSpec(machine.spec, wish.spec)) this.#arm(machine, wish.exercises);
    else await this.replace(wish);
  }

  /** Ends the machine that is there, if any, and gets another. */
  async replace(wish: MachineWish): Promise<void> {
    const old = this.#machine;
    if (old) this.#letGo(undefined);
    await this.#obtain(wish, { replaces: old?.id });
  }

  /** Ends the machine, or the wait for one. */
  async end(reason: Text | undefined): Promise<void> {
    if (this.status === "none") return;
    const { context, log } = this.#options;
    const machine = this.#machine;
    this.#letGo(reason);
    if (!machine) return;
    await context.machines.drop(machine.id);
    log("machine-dropped", { machine: machine.id });
    context.onFreed();
  }

  /** It has ended by itself, or was ended because it filled the disk. */
  lost(reason: string, code: MachineEndCode): void {
    const machine = this.#machine;
    if (!machine) return;
    this.#options.log("machine-lost", { machine: machine.id, reason });
    const isForDisk = code === "disk-full";
    const message = isForDisk ? texts.filledDisk : texts.machineLost;
    this.#letGo(message);
    this.#options.pages.sendError({ code: isForDisk ? "disk-full" : "machine-lost", message });
  }

  /** Somebody types or clicks. */
  touch(): void {
    if (this.#machine?.idle.touch()) this.#tell();
  }

  /** Somebody looks again. */
  notePresence(): void {
    clearTimeout(this.#absenceTimer);
    const machine = this.#machine;
    if (!machine) return;
    const { operations, log } = this.#options;
    void operations.inTurn(async () => {
      if (this.running !== machine) return;
      const wasFrozen = machine.isFrozen;
      await machine.attach();
      if (wasFrozen) log("machine-thawed", { machine: machine.id });
    });
  }

  /** If nobody looks any more: after a while a place in the queue is given up, and a machine frozen. */
  noteAbsence(): void {
    const { context, pages, operations } = this.#options;
    if (pages.count > 0) return;
    clearTimeout(this.#absenceTimer);
    const later = (task: () => Promise<void>, ms: number) => {
      this.#absenceTimer = setTimeout(() => operations.inTurn(task), ms);
    };
    if (this.#place.isWaiting) later(() => this.#giveUpPlace(), context.queueMs);
    else if (this.#machine) later(() => this.#freeze(), context.freezeMs);
  }

  /** Lets go of it without ending it. */
  close(): void {
    clearTimeout(this.#absenceTimer);
    this.#machine?.dispose();
  }

  /** Gets a machine, or a place in the queue; one may be `given` already. */
  async #obtain(
    wish: MachineWish,
    { given, replaces }: { given?: string; replaces?: string | undefined },
  ): Promise<void> {
    this.#setPhase("starting");
    try {
      const machineId = given ?? (await this.#place.seek(wish, replaces));
      if (machineId !== undefined) await this.#begin(machineId, wish);
      else this.#tell();
      this.noteAbsence();
    } catch (error) {
      this.#failToPlace(error);
    }
  }

  /** Makes a placed machine this session's and hands it to the learner. On an error nothing is left of it. */
  async #begin(machineId: string, { spec, exercises, clickedMs }: MachineWish): Promise<void> {
    const { operations, log, onRunning } = this.#options;
    const address = { id: machineId, hostname: `lab-${randomBytes(2).toString("hex")}`, spec };
    const machine = this.#use(address, { isNew: true });
    try {
      await machine.attach();
    } catch (error) {
      await this.#giveUp(machine);
      throw error;
    }
    this.#setPhase("running");
    log("machine-running", { machine: machineId, ms: Math.round(performance.now() - clickedMs) });
    onRunning(machine);
    // After the terminals that were asked for meanwhile: the prompt is what the learner waits for.
    void operations.inTurn(() => this.#furnish(machine, address, exercises));
  }

  /** Makes a new machine fit for use, while its first prompt is on the way. */
  async #furnish(machine: LabMachine, address: MachineAddress, exercises: string[]): Promise<void> {
    if (machine.isDisposed) return;
    try {
      await machine.identify();
    } catch (error) {
      // One that has ended meanwhile was reported already.
      if (machine.isDisposed) return;
      await this.#giveUp(machine);
      throw error;
    }
    if (machine.isDisposed) return;
    // Only now: a server that ends before leaves a machine without identity, which the next one drops.
    this.#options.context.store.setMachine(this.#options.session, address);
    this.#arm(machine, exercises);
  }

  #arm(machine: LabMachine, exercises: string[]): void {
    for (const id of exercises) void this.#options.exercises.arm(machine, id);
  }

  /** Ends a new machine that is no good. It may have ended meanwhile, and been let go already. */
  async #giveUp(machine: LabMachine): Promise<void> {
    if (!machine.isDisposed) this.#letGo(texts.cannotStart);
    await this.#options.context.machines.drop(machine.id);
    this.#options.context.onFreed();
  }

  #use(address: MachineAddress, { isNew }: { isNew: boolean }): LabMachine {
    const { context, pages, exercises, operations, log } = this.#options;
    const { machines, measures, idleMinutes } = context;
    const machine = new LabMachine({
      ...address,
      isNew,
      machines,
      measures,
      log,
      idleMs: idleMinutes * 60_000,
      onOpened: (terminal, options) => {
        for (const page of pages) void terminal.follow(page, options);
      },
      onClosed: (terminal, exitCode) => pages.send({ type: "closed", terminal, exitCode }),
      onChecked: (exercise, results) => exercises.noteResults(exercise, results),
      onExpiring: (expiresAt) => pages.send({ type: "expiring", expiresAt }),
      onExpired: () => operations.inTurn(() => this.end(texts.expired(idleMinutes))),
      onLost: (error) => operations.inTurn(() => this.#abandon(machine, error)),
    });
    this.#machine = machine;
    this.#reason = undefined;
    return machine;
  }

  /** Forgets the machine, here and in the store, or the place in the queue. Ending it is the caller's. */
  #letGo(reason: Text | undefined): void {
    const { session, context, pages, exercises, onGone } = this.#options;
    const machine = this.#machine;
    this.#machine = undefined;
    this.#reason = reason;
    this.#place.leave();
    if (machine) {
      const numbers = [...machine.shells].map(({ number }) => number);
      machine.dispose();
      for (const terminal of numbers) pages.send({ type: "closed", terminal, exitCode: null });
    }
    onGone();
    this.#setPhase("none");
    context.store.setMachine(session, undefined);
    exercises.forgetMachine();
  }

  async #abandon(machine: LabMachine, error: Error): Promise<void> {
    if (machine.isDisposed) return;
    this.#options.log("machine-lost", { machine: machine.id, reason: describeError(error) });
    await this.end(texts.machineLost);
    this.#options.pages.sendError({ code: "machine-lost", message: texts.machineLost });
  }

  #failToPlace(error: unknown): void {
    this.#options.log("place-failed", { error: describeError(error) });
    const explanation = explain(error);
    this.#letGo(explanation.message);
    this.#options.pages.sendError(explanation);
  }

  async #giveUpPlace(): Promise<void> {
    if (this.#options.pages.count === 0 && this.#place.isWaiting) await this.end(texts.leftQueue);
  }

  async #freeze(): Promise<void> {
    const machine = this.running;
    if (!machine || this.#options.pages.count > 0) return;
    await machine.freeze();
    this.#options.log("machine-frozen", { machine: machine.id });
  }

  #setPhase(phase: "none" | "starting" | "running"): void {
    this.#phase = phase;
    this.#tell();
  }

  #tell(): void {
    this.#options.pages.send({ type: "machine", machine: this.state });
  }
}

import type { Exercise } from "../../labs/exercise.ts";
import { defaultMachine } from "../../labs/machine.ts";
import type { ClientMessage } from "../protocol/messages.ts";
import type { MachineEndCode } from "../vm/machines.ts";
import { explain } from "./explain.ts";
import type { MachineAddress } from "./lab-machine.ts";
import { describeError, type Log } from "./log.ts";
import { Operations } from "./operations.ts";
import type { Page } from "./page.ts";
import type { SessionContext } from "./session-context.ts";
import { SessionExercises } from "./session-exercises.ts";
import { SessionMachine } from "./session-machine.ts";
import { SessionPages } from "./session-pages.ts";
import { SessionTerminals } from "./session-terminals.ts";
import { texts } from "./texts.ts";

/** A learner's attachment: pages that come and go, at most one machine, attempts at exercises. */
export class Session {
  readonly id: string;
  readonly #context: SessionContext;
  readonly #log: Log;
  readonly #pages = new SessionPages();
  readonly #operations: Operations;
  readonly #exercises: SessionExercises;
  readonly #machine: SessionMachine;
  readonly #terminals: SessionTerminals;

  constructor(id: string, context: SessionContext) {
    this.id = id;
    this.#context = context;
    this.#log = (event, values) => context.log(event, { session: id.slice(0, 8), ...values });
    this.#operations = new Operations((error) => this.#noteEnd(error));
    const shared = { session: id, context, pages: this.#pages, operations: this.#operations, log: this.#log };
    this.#exercises = new SessionExercises(shared);
    this.#machine = new SessionMachine({
      ...shared,
      exercises: this.#exercises,
      onRunning: (machine) => this.#terminals.openAsked(machine),
      onGone: () => this.#terminals.forgetAsked(),
    });
    this.#terminals = new SessionTerminals({ ...shared, machine: this.#machine });
  }

  get machineId(): string | undefined {
    return this.#machine.current?.id;
  }

  get pages(): number {
    return this.#pages.count;
  }

  get status(): SessionMachine["status"] {
    return this.#machine.status;
  }

  /** Takes up the machine that an earlier server left. */
  adopt(address: MachineAddress): void {
    this.#machine.adopt(address);
  }

  /** A page has connected. The oldest one gives way when there are too many, and is returned. */
  join(page: Page): Page | undefined {
    const [oldest] = this.#pages;
    const isTooMany = oldest !== undefined && this.#pages.count >= this.#context.maxPages;
    if (isTooMany) this.leave(oldest);
    this.#pages.add(page);
    page.send({
      type: "hello",
      version: 1,
      idleMinutes: this.#context.idleMinutes,
      accelerator: this.#context.accelerator,
      machine: this.#machine.state,
      exercises: this.#exercises.states,
    });
    for (const terminal of this.#terminals) void terminal.follow(page, { isNew: false });
    this.#machine.notePresence();
    return isTooMany ? oldest : undefined;
  }

  leave(page: Page): void {
    if (!this.#pages.delete(page) || this.#operations.isClosed) return;
    for (const terminal of this.#terminals) terminal.unfollow(page);
    if (this.#pages.count > 0) return;
    this.#terminals.closeConsole();
    this.#machine.noteAbsence();
    this.#noteUnused();
  }

  /** Types into a terminal. Keys that cross with its end are dropped: that is nobody's mistake. */
  input(page: Page, number: number, data: Uint8Array): void {
    this.#machine.touch();
    if (this.#terminals.find(number)?.write(data) === false)
      page.send({ type: "error", code: "input-overflow", message: texts.inputOverflow });
  }

  /** Does what a page asks. */
  handle(page: Page, message: ClientMessage): void {
    if (message.type !== "ack" && message.type !== "resize") this.#machine.touch();
    switch (message.type) {
      case "ack":
        this.#terminals.find(message.terminal)?.acknowledge(page, message.bytes);
        break;
      case "resize":
        this.#terminals.find(message.terminal)?.resize(message.columns, message.rows);
        break;
      case "open":
        this.#terminals.open(page, message);
        break;
      case "close":
        this.#terminals.close(page, message.terminal);
        break;
      case "console":
        void this.#terminals.openConsole(page, message);
        break;
      case "check":
        this.#exercises.check(page, this.#machine.current, message.exercise);
        break;
      case "hint":
        this.#exercises.showHint(page, message.exercise);
        break;
      case "start":
        this.#start(page, message.exercise);
        break;
      case "reset":
        void this.#operations.inTurn(() => this.#reset(page));
        break;
      case "stop":
        void this.#operations.inTurn(() => this.#machine.end(undefined));
        break;
    }
  }

  /** Its machine has ended, and not because this session asked. */
  machineEnded(reason: string, code: MachineEndCode): void {
    this.#machine.lost(reason, code);
  }

  /** Ends the machine and sends the pages away, because the session itself is removed. */
  async remove(code: number): Promise<void> {
    for (const page of [...this.#pages]) page.close(code, "The session was removed.");
    await this.#operations.inTurn(() => this.#machine.end(undefined));
    this.close();
  }

  /** Lets go of everything without ending the machine. */
  close(): void {
    this.#operations.close();
    this.#terminals.closeConsole();
    this.#machine.close();
  }

  #start(page: Page, id: string | null): void {
    const exercise = id === null ? undefined : this.#context.findExercise(id);
    if (id !== null && !exercise) {
      page.send({ type: "error", code: "unknown-exercise", message: texts.unknownExercise(id) });
      return;
    }
    const clickedMs = performance.now();
    void this.#operations.inTurn(() => this.#startInTurn(exercise, clickedMs));
  }

  async #startInTurn(exercise: Exercise | undefined, clickedMs: number): Promise<void> {
    if (exercise) this.#exercises.begin(exercise);
    const spec = exercise?.machine ?? defaultMachine;
    await this.#machine.provide({ spec, exercises: exercise ? [exercise.id] : [], clickedMs });
  }

  async #reset(page: Page): Promise<void> {
    const machine = this.#machine.current;
    const clickedMs = performance.now();
    if (machine)
      await this.#machine.replace({ spec: machine.spec, exercises: this.#exercises.restart(), clickedMs });
    else page.send({ type: "error", code: "no-machine", message: texts.noMachine });
  }

  /** An operation has ended, perhaps with an error. */
  #noteEnd(error: unknown): void {
    if (error !== undefined) {
      this.#log("operation-failed", { error: describeError(error) });
      this.#pages.sendError(explain(error));
    }
    this.#noteUnused();
  }

  #noteUnused(): void {
    if (this.#pages.count === 0 && this.#machine.status === "none") this.#context.onUnused(this);
  }
}

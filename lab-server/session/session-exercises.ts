import type { Exercise } from "../../labs/exercise.ts";
import type { CheckResult } from "../../labs/run-checks.ts";
import type { ExerciseState } from "../protocol/messages.ts";
import { Attempts } from "./attempts.ts";
import type { LabMachine } from "./lab-machine.ts";
import { describeError, type Log } from "./log.ts";
import type { Page } from "./page.ts";
import type { SessionContext } from "./session-context.ts";
import type { SessionPages } from "./session-pages.ts";
import { texts } from "./texts.ts";

export interface SessionExercisesOptions {
  /** The session's id. */
  session: string;
  context: SessionContext;
  pages: SessionPages;
  log: Log;
}

/** The exercises of a session: attempts at them, and what they have on its machine. */
export class SessionExercises {
  readonly #options: SessionExercisesOptions;
  readonly #attempts: Attempts;

  constructor(options: SessionExercisesOptions) {
    this.#options = options;
    const { session, context, pages } = options;
    this.#attempts = new Attempts({
      session,
      store: context.store,
      findExercise: context.findExercise,
      onChanged: (exercise) => pages.send({ type: "exercise", exercise }),
    });
  }

  get states(): ExerciseState[] {
    return this.#attempts.states;
  }

  /** Begins an attempt, unless there is one. */
  begin(exercise: Exercise): void {
    this.#attempts.begin(exercise);
  }

  /** Begins those that are set up anew, with the same values; returns which these are. */
  restart(): string[] {
    return this.#attempts.restart();
  }

  /** The session has no machine any more. */
  forgetMachine(): void {
    this.#attempts.forgetMachine();
  }

  noteResults(exercise: Exercise, results: CheckResult[]): void {
    if (this.#attempts.noteResults(exercise, results)) this.#options.log("solved", { exercise: exercise.id });
  }

  /** Checks what an earlier server set up on the machine. */
  takeUp(machine: LabMachine): void {
    for (const id of this.#attempts.armed) {
      const exercise = this.#options.context.findExercise(id);
      const attempt = this.#attempts.get(id);
      if (exercise && attempt)
        void machine.checks.arm(exercise, { parameters: attempt.parameters, isSetUp: true });
    }
  }

  /** Sets an exercise up on the machine, unless it is, and checks it from then on. A failure is told. */
  async arm(machine: LabMachine, id: string): Promise<void> {
    const { context, pages, log } = this.#options;
    const exercise = context.findExercise(id);
    const attempt = this.#attempts.get(id);
    if (!exercise || !attempt || machine.checks.isArmed(id)) return;
    try {
      await machine.checks.arm(exercise, { parameters: attempt.parameters, isSetUp: false });
      if (!machine.isDisposed) this.#attempts.change(id, { armed: true });
    } catch (error) {
      if (machine.isDisposed) return;
      log("setup-failed", { exercise: id, error: describeError(error) });
      pages.sendError({ code: "broken", message: texts.cannotArm(id) });
    }
  }

  /** Somebody asks for a check now: its results are sent even if they say the same. */
  check(page: Page, machine: LabMachine | undefined, id: string): void {
    if (!this.#options.context.findExercise(id))
      page.send({ type: "error", code: "unknown-exercise", message: texts.unknownExercise(id) });
    else if (!machine) page.send({ type: "error", code: "no-machine", message: texts.noMachine });
    else if (!machine.checks.isArmed(id))
      page.send({ type: "error", code: "unknown-exercise", message: texts.notArmed(id) });
    else {
      this.#attempts.sendNext(id);
      machine.checks.trigger();
    }
  }

  showHint(page: Page, id: string): void {
    const exercise = this.#options.context.findExercise(id);
    const attempt = this.#attempts.get(id);
    if (!exercise || !attempt) {
      const message = exercise ? texts.notArmed(id) : texts.unknownExercise(id);
      page.send({ type: "error", code: "unknown-exercise", message });
    } else this.#attempts.change(id, { hintsShown: Math.min(attempt.hintsShown + 1, exercise.hints.length) });
  }
}

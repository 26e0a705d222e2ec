import { randomBytes } from "node:crypto";
import type { Exercise } from "../../labs/exercise.ts";
import type { CheckResult } from "../../labs/run-checks.ts";
import type { ExerciseState } from "../protocol/messages.ts";
import type { Attempt, Store } from "../store/store.ts";
import { exerciseState } from "./exercise-state.ts";

export interface AttemptsOptions {
  session: string;
  store: Store;
  findExercise: (id: string) => Exercise | undefined;
  /** Called when something that a page shows has changed, and only then. */
  onChanged: (exercise: ExerciseState) => void;
}

/** What a session did with the exercises, kept in the store at every change. */
export class Attempts {
  readonly #options: AttemptsOptions;
  readonly #attempts: Map<string, Attempt>;
  /** What the checks said last, on the present machine. */
  readonly #results = new Map<string, CheckResult[]>();
  readonly #lastSent = new Map<string, string>();

  constructor(options: AttemptsOptions) {
    this.#options = options;
    this.#attempts = options.store.attempts(options.session);
  }

  /** Every exercise that was ever started in this session and still exists. */
  get states(): ExerciseState[] {
    return [...this.#attempts.keys()].flatMap((id) => this.#state(id) ?? []);
  }

  /** The exercises that are set up on the machine. */
  get armed(): string[] {
    return [...this.#attempts.values()].filter(({ armed }) => armed).map(({ exercise }) => exercise);
  }

  get(id: string): Attempt | undefined {
    return this.#attempts.get(id);
  }

  /** Begins an attempt, drawing its values, unless there is one. */
  begin(exercise: Exercise): void {
    if (!this.#attempts.has(exercise.id))
      this.#attempts.set(exercise.id, {
        exercise: exercise.id,
        parameters: exercise.draw(() => randomBytes(4).readUInt32BE() / 2 ** 32),
        hintsShown: 0,
        solved: false,
        armed: false,
      });
    this.change(exercise.id, {});
  }

  change(id: string, changes: Partial<Pick<Attempt, "hintsShown" | "solved" | "armed">>): void {
    const attempt = this.#attempts.get(id);
    if (!attempt) return;
    Object.assign(attempt, changes);
    this.#options.store.saveAttempt(this.#options.session, attempt);
    this.#send(id);
  }

  /** Begins the exercises that are set up anew, with the same values; returns which these are. */
  restart(): string[] {
    const armed = [...this.#attempts.values()].filter((attempt) => attempt.armed);
    for (const { exercise } of armed) {
      this.#results.delete(exercise);
      this.change(exercise, { solved: false });
    }
    return armed.map(({ exercise }) => exercise);
  }

  /** What the checks say now. True when this solves the exercise for the first time. */
  noteResults(exercise: Exercise, results: CheckResult[]): boolean {
    this.#results.set(exercise.id, results);
    const isMet = results.every(({ verdict }) => verdict.status === "met");
    const isNew = isMet && this.#attempts.get(exercise.id)?.solved === false;
    if (isNew) this.change(exercise.id, { solved: true });
    else this.#send(exercise.id);
    return isNew;
  }

  /** The machine is another one, or none: nothing is set up there and no check has run. */
  forgetMachine(): void {
    this.#results.clear();
    for (const attempt of this.#attempts.values()) attempt.armed = false;
    for (const id of this.#attempts.keys()) this.#send(id);
  }

  /** The next results are sent even if they say the same, because somebody asked. */
  sendNext(id: string): void {
    this.#lastSent.delete(id);
  }

  #state(id: string): ExerciseState | undefined {
    const exercise = this.#options.findExercise(id);
    const attempt = this.#attempts.get(id);
    return exercise && attempt && exerciseState(exercise, { attempt, results: this.#results.get(id) });
  }

  #send(id: string): void {
    const state = this.#state(id);
    const text = JSON.stringify(state);
    if (!state || this.#lastSent.get(id) === text) return;
    this.#lastSent.set(id, text);
    this.#options.onChanged(state);
  }
}

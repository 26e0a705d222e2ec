import type { CheckState, ExerciseState } from "../../lab-server/protocol/messages.ts";
import type { Text } from "../../labs/text.ts";
import { announce } from "./announce.ts";
import { fill } from "./fill.ts";
import { renderInline } from "./render-inline.ts";
import type { Strings } from "./strings.ts";
import { isArmed, type LabView } from "./view.ts";

interface Options {
  strings: Strings;
  language: keyof Text;
  onStart: (exercise: string) => void;
  onCheck: (exercise: string) => void;
  onHint: (exercise: string) => void;
}

/** An exercise in the text. Its page was built with an example; this puts the student's own attempt in its place. */
export class ExerciseCard {
  readonly id: string;
  readonly #root: HTMLElement;
  readonly #options: Options;
  /** What the page was built with. */
  readonly #example: { task: ChildNode[]; checks: ChildNode[] };
  #shown: ExerciseState | undefined;
  #starting = false;
  #checking = false;

  constructor(root: HTMLElement, options: Options) {
    this.#root = root;
    this.#options = options;
    this.id = root.dataset.exercise ?? "";
    this.#example = {
      task: [...this.#part("task").childNodes],
      checks: [...this.#part("checks").childNodes],
    };
    this.#part("start").addEventListener("click", () => options.onStart(this.id));
    this.#root.addEventListener("click", ({ target }) => {
      if (!(target instanceof Element)) return;
      if (target.closest("[data-exercise-check], [data-exercise-again]")) {
        this.#checking = true;
        options.onCheck(this.id);
      }
      if (target.closest("[data-exercise-hint]")) options.onHint(this.id);
    });
  }

  render(view: LabView): void {
    const { strings } = this.#options;
    const exercise = view.exercises.get(this.id);
    const armed = isArmed(view, exercise);
    if (view.wanted?.exercise === this.id) this.#starting = true;
    else if (armed || view.error || (view.machine.status === "none" && !view.wanted)) this.#starting = false;
    const start = this.#part("start") as HTMLButtonElement;
    start.hidden = armed;
    start.disabled = this.#starting;
    start.textContent = this.#starting
      ? strings.exerciseStarting
      : exercise
        ? strings.exerciseRestart
        : strings.exerciseStart;
    const check = this.#part("check") as HTMLButtonElement;
    check.hidden = !armed;
    check.disabled = !view.greeted;
    this.#part("automatic").hidden = !armed;
    if (exercise && exercise !== this.#shown) this.#show(exercise);
    else if (!exercise && this.#shown && view.greeted) this.#forget();
  }

  /** The session is a new one, which has not begun this exercise. */
  #forget(): void {
    this.#shown = undefined;
    this.#root.dataset.solved = "false";
    this.#part("task").replaceChildren(...this.#example.task);
    this.#part("checks").replaceChildren(...this.#example.checks);
    this.#part("state").textContent = this.#options.strings.notStarted;
    for (const name of ["example", "all-hints"]) this.#part(name).hidden = false;
    for (const name of ["solved", "given-hints", "hint"]) this.#part(name).hidden = true;
  }

  #show(exercise: ExerciseState): void {
    const { strings, language } = this.#options;
    const before = this.#shown;
    this.#shown = exercise;
    renderInline(this.#part("task"), exercise.task[language]);
    this.#part("example").hidden = true;
    this.#root.dataset.solved = String(exercise.solved);
    this.#part("state").textContent = exercise.solved ? strings.solved : strings.notYetSolved;
    this.#part("solved").hidden = !exercise.solved;
    this.#part("checks").replaceChildren(...exercise.checks.map((check) => this.#check(check)));
    this.#showHints(exercise);
    const title = this.#part("title").textContent ?? "";
    if (exercise.solved && before && !before.solved) announce(fill(strings.solvedAnnouncement, { title }));
    else if (this.#checking) announce(exercise.solved ? strings.solved : strings.notYetSolved);
    this.#checking = false;
  }

  #check({ id, title, verdict }: CheckState): HTMLElement {
    const { strings, language } = this.#options;
    const item = document.createElement("li");
    item.dataset.check = id;
    item.dataset.status = verdict.status;
    const heading = document.createElement("p");
    renderInline(heading, title[language]);
    const state = document.createElement("p");
    state.className = "exercise-verdict";
    state.textContent = {
      pending: strings.checkPending,
      met: strings.checkMet,
      unmet: strings.checkUnmet,
      broken: strings.checkBroken,
    }[verdict.status];
    item.append(heading, state);
    if (verdict.status === "unmet") {
      const list = document.createElement("dl");
      for (const [name, text] of [
        [strings.found, verdict.found],
        [strings.expected, verdict.expected],
      ] as const) {
        const value = document.createElement("dd");
        renderInline(value, text[language]);
        list.append(element("dt", name), value);
      }
      item.append(list);
    }
    if (verdict.status === "broken") {
      const again = element("button", strings.tryAgain);
      again.setAttribute("type", "button");
      again.dataset.exerciseAgain = "";
      state.append(" ", again);
    }
    return item;
  }

  #showHints(exercise: ExerciseState): void {
    const { strings, language } = this.#options;
    const hints = exercise.hints.map((hint, index) => {
      const item = document.createElement("li");
      const text = document.createElement("span");
      renderInline(text, hint[language]);
      item.append(element("strong", fill(strings.hint, { number: index + 1 })), text);
      return item;
    });
    this.#part("given-hints").replaceChildren(...hints);
    this.#part("given-hints").hidden = hints.length === 0;
    this.#part("all-hints").hidden = true;
    const next = this.#part("hint");
    next.hidden = exercise.solved || exercise.hintsLeft === 0;
    next.textContent = fill(strings.nextHint, { count: exercise.hintsLeft });
  }

  #part(name: string): HTMLElement {
    return this.#root.querySelector(`[data-exercise-${name}]`) as HTMLElement;
  }
}

function element(name: string, text: string): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

import { labelOf, type Step } from "./plan.ts";

/** What the spawner says of one command. */
interface Answer {
  milliseconds: number;
  kib: number;
}

/** The answers of the spawner by label. Throws when a command failed: nothing it said would mean what it should. */
export function readAnswers(text: string): Map<string, Answer[]> {
  const answers = new Map<string, Answer[]>();
  for (const line of text.trim().split("\n")) {
    const [label = "", nanoseconds, kib, status] = line.split("\t");
    if (status !== "0") throw new Error(`Cannot measure: "${label}" ended with ${status}`);
    const list = answers.get(label) ?? [];
    list.push({ milliseconds: Number(nanoseconds) / 1e6, kib: Number(kib) });
    answers.set(label, list);
  }
  return answers;
}

/** What one runtime takes with one bundle. */
export interface CycleFigures {
  createMs: number;
  startMs: number;
  deleteMs: number;
  /** Create, start and delete of the same container together: not the sum of the medians. */
  cycleMs: number;
  runMs: number;
  /** The largest resident set of any process: of the runtime, and of what it leaves to become the container. */
  peakKiB: number;
}

/** Containers at once. */
export interface HeldFigures {
  createMs: number;
  deleteMs: number;
  listMs: number;
  /** Memory of each that waits to be started. */
  createdKiB: number;
}

export function cycleFigures(answers: Map<string, Answer[]>, runtime: string, bundle: string): CycleFigures {
  const of = (step: Step) => answers.get(labelOf(runtime, bundle, step)) ?? [];
  const times = (step: Step) => of(step).map(({ milliseconds }) => milliseconds);
  const [create, start, remove] = [times("create"), times("start"), times("delete")];
  const cycles = create.map((ms, index) => ms + (start[index] ?? 0) + (remove[index] ?? 0));
  const steps: Step[] = ["create", "start", "wait", "delete", "run"];
  return {
    createMs: median(create),
    startMs: median(start),
    deleteMs: median(remove),
    cycleMs: median(cycles),
    runMs: median(times("run")),
    peakKiB: Math.max(...steps.flatMap((step) => of(step).map(({ kib }) => kib))),
  };
}

export function heldFigures(answers: Map<string, Answer[]>, runtime: string): HeldFigures {
  const of = (group: string, step: Step) => answers.get(labelOf(runtime, group, step)) ?? [];
  const times = (step: Step) => median(of("held", step).map(({ milliseconds }) => milliseconds));
  const [created] = of("created", "hold");
  return {
    createMs: times("create"),
    deleteMs: times("delete"),
    listMs: times("list"),
    createdKiB: (created?.kib ?? Number.NaN) / of("held", "create").length,
  };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = Number.NaN] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}

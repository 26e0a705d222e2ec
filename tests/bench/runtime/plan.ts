/** What a command of the plan measures. */
export type Step = "create" | "start" | "delete" | "run" | "list" | "wait" | "hold" | "prepare";

/** A runtime as the plan calls it. */
export interface PlannedRuntime {
  name: string;
  /** Where it is when the plan runs. */
  path: string;
}

export interface Plan {
  runtimes: readonly PlannedRuntime[];
  /** Bundles by the name that their figures get: a container that ends at once. */
  bundles: Readonly<Record<string, string>>;
  /** A bundle whose container stays. */
  heldBundle: string;
  cycles: number;
  /** Containers held at once. */
  held: number;
}

/** The name of a line of the plan: what its figure is called. */
export const labelOf = (runtime: string, group: string, step: Step) => `${runtime} ${group} ${step}`;

/** Each runtime's state is its own. */
const rootOf = (runtime: PlannedRuntime) => `/run/bench/${runtime.name}`;

/**
 * The lines that the spawner reads. The runtimes take turns within each cycle, and who is first changes: what
 * disturbs the machine meanwhile disturbs all of them.
 */
export function planLines(plan: Plan): string[] {
  const lines: string[] = [];
  const line = (runtime: PlannedRuntime, group: string, step: Step, words: string[]) =>
    lines.push([labelOf(runtime.name, group, step), ...words].join("\t"));
  const call = (runtime: PlannedRuntime, group: string, step: Step, words: string[]) =>
    line(runtime, group, step, [runtime.path, "--root", rootOf(runtime), ...words]);

  const cycle = (runtime: PlannedRuntime, group: string, bundle: string) => {
    call(runtime, group, "create", ["create", "--bundle", bundle, "cycle"]);
    call(runtime, group, "start", ["start", "cycle"]);
    line(runtime, group, "wait", ["@wait"]);
    call(runtime, group, "delete", ["delete", "cycle"]);
    call(runtime, group, "run", ["run", "--bundle", bundle, "run"]);
  };
  for (const runtime of plan.runtimes) line(runtime, "all", "prepare", ["mkdir", "-p", rootOf(runtime)]);
  for (const [group, bundle] of Object.entries(plan.bundles)) {
    // The first of each reads files from the disk and fills what the runtime keeps for later.
    for (const runtime of plan.runtimes) cycle(runtime, "first", bundle);
    for (let round = 0; round < plan.cycles; round++)
      for (const runtime of rotated(plan.runtimes, round)) cycle(runtime, group, bundle);
  }
  for (const runtime of plan.runtimes) {
    const names = Array.from({ length: plan.held }, (_, index) => `held${index}`);
    for (const name of names) call(runtime, "held", "create", ["create", "--bundle", plan.heldBundle, name]);
    line(runtime, "created", "hold", ["@hold"]);
    for (const name of names) call(runtime, "held", "start", ["start", name]);
    line(runtime, "started", "hold", ["@hold"]);
    call(runtime, "held", "list", ["list"]);
    for (const name of names) call(runtime, "held", "delete", ["delete", "--force", name]);
    line(runtime, "held", "wait", ["@wait"]);
  }
  return lines;
}

function rotated<T>(values: readonly T[], by: number): T[] {
  const start = by % values.length;
  return [...values.slice(start), ...values.slice(0, start)];
}

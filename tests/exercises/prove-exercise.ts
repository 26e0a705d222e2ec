import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import type { Exercise, Parameters } from "../../labs/exercise.ts";
import type { MachineSpec } from "../../labs/machine.ts";
import type { Probe } from "../../labs/probe/probe.ts";
import { type CheckResult, runChecks } from "../../labs/run-checks.ts";

/** A machine of its own for one proof; disposing of it ends it. */
export interface ProofMachine extends AsyncDisposable {
  probe: Probe;
  /** Types each line and Enter into one terminal with a root shell. */
  type(lines: string[]): Promise<void>;
  /** Runs a command of `setup`. Rejects when it does not exit with 0. */
  run(argv: string[]): Promise<void>;
}

export interface ProofOptions {
  parameters: Parameters;
  startMachine: (spec: MachineSpec) => Promise<ProofMachine>;
  /** How long a state may take to come about after its lines are typed. 60,000 by default. */
  deadlineMs?: number;
  /** Told of each state once it is there: `unsolved`, `solved` or the near miss's name. */
  onState?: (state: string, probe: Probe) => Promise<void>;
}

/** One thing to prove of an exercise. */
export interface Proof {
  name: string;
  prove: () => Promise<void>;
}

const pollMs = 200;
const longestCheckMs = 30_000;

/**
 * What must hold of an exercise, each to be proved in a fresh machine: unsolved it is not met; each near miss
 * is unmet with its own message, one that the untouched machine does not give; the typed solution is met.
 */
export function proofsOf(exercise: Exercise, options: ProofOptions): Proof[] {
  return [
    { name: "is not met while unsolved", prove: () => proveUnsolved(exercise, options) },
    ...exercise.nearMisses.map((nearMiss) => ({
      name: `is not met by a near miss: ${nearMiss.name}`,
      prove: () => proveNearMiss(exercise, nearMiss, options),
    })),
    { name: "is met by its solution", prove: () => proveSolution(exercise, options) },
  ];
}

async function proveUnsolved(exercise: Exercise, options: ProofOptions): Promise<void> {
  await using machine = await prepare(exercise, options);
  const results = await look(exercise, machine, options);
  assert.ok(!isSolved(results), "The untouched machine passes every check");
  await options.onState?.("unsolved", machine.probe);
}

async function proveNearMiss(
  exercise: Exercise,
  { name, lines, unmet }: Exercise["nearMisses"][number],
  options: ProofOptions,
): Promise<void> {
  await using machine = await prepare(exercise, options);
  const piece = unmet.found(options.parameters);
  const isThere = (results: CheckResult[]): boolean => {
    assert.ok(!isSolved(results), `The near miss passes every check: ${name}`);
    const verdict = results.find(({ id }) => id === unmet.check)?.verdict;
    return verdict?.status === "unmet" && verdict.found.en.includes(piece);
  };
  assert.ok(
    !isThere(await look(exercise, machine, options)),
    `The untouched machine already says what only the near miss should: ${piece}`,
  );
  await machine.type(lines(options.parameters));
  const waitingFor = `check ${unmet.check} to find: ${piece}`;
  await until(isThere, { exercise, machine, options, waitingFor });
  // It must stay so, not be a moment on the way to solved.
  await delay(pollMs);
  assert.ok(isThere(await look(exercise, machine, options)), `It did not last: ${waitingFor}`);
  await options.onState?.(name, machine.probe);
}

async function proveSolution(exercise: Exercise, options: ProofOptions): Promise<void> {
  await using machine = await prepare(exercise, options);
  await machine.type(exercise.solution(options.parameters));
  await until(isSolved, { exercise, machine, options, waitingFor: "every check to be met" });
  await options.onState?.("solved", machine.probe);
}

async function prepare(exercise: Exercise, options: ProofOptions): Promise<ProofMachine> {
  const machine = await options.startMachine(exercise.machine);
  try {
    for (const argv of exercise.setup(options.parameters)) await machine.run(argv);
    return machine;
  } catch (error) {
    await machine[Symbol.asyncDispose]();
    throw error;
  }
}

async function until(
  isThere: (results: CheckResult[]) => boolean,
  {
    exercise,
    machine,
    options,
    waitingFor,
  }: { exercise: Exercise; machine: ProofMachine; options: ProofOptions; waitingFor: string },
): Promise<void> {
  const { deadlineMs = 60_000 } = options;
  const startMs = performance.now();
  for (;;) {
    const results = await look(exercise, machine, options);
    if (isThere(results)) return;
    if (performance.now() - startMs > deadlineMs)
      assert.fail(
        `Waited ${deadlineMs} ms for ${waitingFor}. Last seen: ${JSON.stringify(results, null, 2)}`,
      );
    await delay(pollMs);
  }
}

/** The verdicts now. A broken check ends the proof: whatever a student types, that is our fault. */
async function look(
  exercise: Exercise,
  { probe }: ProofMachine,
  { parameters }: ProofOptions,
): Promise<CheckResult[]> {
  const results = await runChecks(exercise, { probe, parameters, timeoutMs: longestCheckMs });
  for (const { verdict } of results)
    if (verdict.status === "broken") assert.fail(`Broken: ${verdict.reason}`);
  return results;
}

const isSolved = (results: CheckResult[]): boolean =>
  results.every(({ verdict }) => verdict.status === "met");

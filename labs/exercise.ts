import type { MachineSpec } from "./machine.ts";
import type { Probe } from "./probe/probe.ts";
import type { Text } from "./text.ts";
import type { Verdict } from "./verdict.ts";

/** Values drawn once per attempt, so that two students are asked for different things. */
export type Parameters = Record<string, string | number>;

/** One thing that must be true of the machine. */
export interface Check<P extends Parameters = Parameters> {
  /** Unique in its exercise: lower case words joined by hyphens. */
  id: string;
  /** What it asks for, shown before it is met. */
  title: (parameters: P) => Text;
  /** Looks at the machine. What it throws is our trouble, not the student's: the verdict is then `broken`. */
  verify: (probe: Probe, parameters: P) => Promise<Verdict>;
}

/** A wrong solution that a student plausibly types, and what the check must say of it. */
export interface NearMiss<P extends Parameters = Parameters> {
  name: string;
  lines: (parameters: P) => string[];
  /** The check that must be unmet, and a piece of its English `found` that an untouched machine does not give. */
  unmet: { check: string; found: (parameters: P) => string };
}

/** A task on a live machine that checks itself. Made by defineExercise, which validates it. */
export interface Exercise<P extends Parameters = Parameters> {
  /** Unique: lower case words joined by hyphens. */
  id: string;
  module: string;
  lesson: string;
  /** 1: follow, 2: combine, 3: find out. */
  level: 1 | 2 | 3;
  title: Text;
  /** The task with the drawn values in it. */
  task: (parameters: P) => Text;
  machine: MachineSpec;
  /** Draws the values of one attempt. `random` gives numbers in [0, 1). */
  draw: (random: () => number) => P;
  /** Commands (argv) run as root in the machine before the student gets it. */
  setup: (parameters: P) => string[][];
  checks: Check<P>[];
  /** In order, from a nudge to nearly the answer. */
  hints: ((parameters: P) => Text)[];
  /** Lines to type into a terminal. */
  solution: (parameters: P) => string[];
  /** For the tests: at least two. */
  nearMisses: NearMiss<P>[];
}

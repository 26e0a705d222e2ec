import { z } from "zod";
import type { Exercise, Parameters } from "./exercise.ts";

/** How many attempts are drawn to see that every sentence and line holds for any values. */
const sampleDraws = 8;

const idPattern = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const id = z.string().regex(idPattern, "write lower case words joined by hyphens, such as memory-limit");

const sentence = z.string().trim().min(1, "write the sentence in this language");
const text = z.strictObject({ en: sentence, fr: sentence }, "give a Text: { en, fr }");

const line = z
  .string()
  .min(1, "remove the empty line")
  .regex(/^[^\n\r]*$/, "split it: one entry is one line");
const lines = z.array(line).min(1, "give at least one line to type");

const parameters = z.record(
  z.string().regex(/^[a-z][a-zA-Z0-9]*$/, "name the value in camelCase"),
  z.union([z.string().min(1, "draw a text that is not empty"), z.number()], "draw a text or a finite number"),
);

const command = z.array(z.string()).min(1, "name the program to run");

/** A function, checked by what it returns for drawn values; see sampleSchema. */
const callable = z.custom<(...values: never[]) => unknown>(
  (value) => typeof value === "function",
  "give a function",
);

const shape = z.strictObject({
  id,
  module: id,
  lesson: id,
  level: z.union(
    [z.literal(1), z.literal(2), z.literal(3)],
    "choose 1 (follow), 2 (combine) or 3 (find out)",
  ),
  title: text,
  task: callable,
  machine: z.strictObject({
    profile: z.enum(["linux", "docker"]),
    vcpus: z.int().min(1).max(8),
    memoryMiB: z.int().min(256, "give the machine at least 256 MiB").max(16_384),
  }),
  draw: callable,
  setup: callable,
  checks: z
    .array(z.strictObject({ id, title: callable, verify: callable }))
    .min(1, "add a check: an exercise says itself when it is solved")
    .max(16, "split the exercise: 16 checks are the most"),
  hints: z.array(callable).min(2, "write at least two hints, from a nudge to nearly the answer"),
  solution: callable,
  nearMisses: z
    .array(
      z.strictObject({
        name: sentence,
        lines: callable,
        unmet: z.strictObject({ check: z.string(), found: callable }),
      }),
    )
    .min(2, "add near misses: at least two wrong solutions that a student plausibly types"),
});

/** What the functions of an exercise must return for each attempt. */
const sampleSchema = z.strictObject({
  draw: parameters,
  task: text,
  setup: z.array(command),
  checks: z.array(z.strictObject({ title: text })),
  hints: z.array(text),
  solution: lines,
  nearMisses: z.array(z.strictObject({ lines, unmet: z.strictObject({ found: sentence }) })),
});

/**
 * Validates an exercise, with its functions called on several drawn attempts, and gives it the type that the
 * catalog holds. Throws an error that names the field and what to do about it.
 */
export function defineExercise<P extends Parameters>(definition: Exercise<P>): Exercise {
  const name = typeof definition.id === "string" ? definition.id : "without an id";
  refuse(name, shape.safeParse(definition));
  refuseRepeats(
    name,
    "checks",
    definition.checks.map((check) => check.id),
  );
  refuseRepeats(
    name,
    "nearMisses",
    definition.nearMisses.map((nearMiss) => nearMiss.name),
  );
  for (const [index, { unmet }] of definition.nearMisses.entries()) {
    if (!definition.checks.some((check) => check.id === unmet.check))
      fail(
        name,
        `nearMisses.${index}.unmet.check: no check is called ${unmet.check}; name one of this exercise`,
      );
  }
  const random = numbersFrom(definition.id);
  for (let attempt = 0; attempt < sampleDraws; attempt++)
    refuse(name, sampleSchema.safeParse(sample(definition, random)));
  // Only `draw` of the same exercise makes the values that its other functions get.
  return definition as unknown as Exercise;
}

function sample<P extends Parameters>(exercise: Exercise<P>, random: () => number): unknown {
  const call = <T>(field: string, make: () => T): T => {
    try {
      return make();
    } catch (cause) {
      fail(exercise.id, `${field}: it throws for drawn values; make it hold for all that draw gives`, {
        cause,
      });
    }
  };
  const drawn = call("draw", () => exercise.draw(random));
  return {
    draw: drawn,
    task: call("task", () => exercise.task(drawn)),
    setup: call("setup", () => exercise.setup(drawn)),
    checks: exercise.checks.map((check, index) => ({
      title: call(`checks.${index}.title`, () => check.title(drawn)),
    })),
    hints: exercise.hints.map((hint, index) => call(`hints.${index}`, () => hint(drawn))),
    solution: call("solution", () => exercise.solution(drawn)),
    nearMisses: exercise.nearMisses.map(({ lines, unmet }, index) => ({
      lines: call(`nearMisses.${index}.lines`, () => lines(drawn)),
      unmet: { found: call(`nearMisses.${index}.unmet.found`, () => unmet.found(drawn)) },
    })),
  };
}

function refuse(name: string, result: z.ZodSafeParseResult<unknown>): void {
  if (result.success) return;
  const issues = result.error.issues.map(
    ({ path, message }) => `${path.length === 0 ? "the definition" : path.join(".")}: ${message}`,
  );
  fail(name, issues.join("; "));
}

function refuseRepeats(name: string, field: string, values: string[]): void {
  const repeated = values.find((value, index) => values.indexOf(value) !== index);
  if (repeated !== undefined) fail(name, `${field}: ${repeated} is there twice; give each a name of its own`);
}

function fail(name: string, reason: string, options?: ErrorOptions): never {
  throw new Error(`Cannot define the exercise ${name}: ${reason}`, options);
}

/** Repeatable numbers in [0, 1): a definition must not load on one day and fail on the next. */
function numbersFrom(seed: string): () => number {
  let state = 0;
  for (const character of seed) state = (Math.imul(state, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  return () => {
    // A linear congruential generator, with the constants of Numerical Recipes; its high bits are the good ones.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

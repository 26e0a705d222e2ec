import assert from "node:assert/strict";
import { test } from "node:test";
import { defineExercise } from "./define-exercise.ts";
import type { Exercise } from "./exercise.ts";

const text = { en: "Yes", fr: "Oui" };
const nearMiss = {
  name: "one",
  lines: () => ["true"],
  unmet: { check: "first", found: () => "no" },
};

function definition(changes: object = {}): Exercise<{ name: string }> {
  return {
    id: "an-exercise",
    module: "foundations",
    lesson: "namespaces",
    level: 1,
    title: text,
    task: () => text,
    machine: { profile: "linux", vcpus: 1, memoryMiB: 768 },
    draw: () => ({ name: "harbour-42" }),
    setup: () => [["true"]],
    checks: [{ id: "first", title: () => text, verify: async () => ({ status: "met" }) }],
    hints: [() => text, () => text],
    solution: ({ name }) => [`echo ${name}`],
    nearMisses: [nearMiss, { ...nearMiss, name: "two" }],
    ...changes,
  };
}

test("a complete definition is the exercise", () => {
  const complete = definition();
  assert.equal(defineExercise(complete) as unknown, complete);
});

const refusals: [string, object, RegExp][] = [
  [
    "an id in another form",
    { id: "An_Exercise" },
    /An_Exercise: id: write lower case words joined by hyphens/,
  ],
  ["no id", { id: undefined }, /without an id: id: /],
  ["an unknown level", { level: 4 }, /level: choose 1 \(follow\), 2 \(combine\) or 3/],
  [
    "a title in one language",
    { title: { en: "Yes", fr: " " } },
    /title\.fr: write the sentence in this language/,
  ],
  ["a title in no language", { title: "Yes" }, /title: give a Text/],
  ["a task in one language", { task: () => ({ en: "", fr: "Oui" }) }, /task\.en: write the sentence/],
  [
    "a task that throws",
    { task: () => (undefined as unknown as string[])[0] },
    /task: it throws for drawn values/,
  ],
  ["a task that is no function", { task: text }, /task: give a function/],
  ["an unknown profile", { machine: { profile: "bsd", vcpus: 1, memoryMiB: 768 } }, /machine\.profile: /],
  [
    "a machine without memory",
    { machine: { profile: "linux", vcpus: 1, memoryMiB: 16 } },
    /machine\.memoryMiB: give/,
  ],
  [
    "drawn values of another type",
    { draw: () => ({ name: null }) },
    /draw\.name: draw a text or a finite number/,
  ],
  [
    "a drawn number that is none",
    { draw: () => ({ name: Number.NaN }) },
    /draw\.name: draw a text or a finite number/,
  ],
  ["an empty setup command", { setup: () => [[]] }, /setup\.0: name the program/],
  ["no check", { checks: [] }, /checks: add a check/],
  [
    "a check's title in one language",
    { checks: [{ ...definition().checks[0], title: () => ({ en: "Yes" }) }] },
    /checks\.0\.title\.fr: /,
  ],
  [
    "two checks of one id",
    { checks: [definition().checks[0], definition().checks[0]] },
    /checks: first is there twice; give each a name of its own/,
  ],
  ["a single hint", { hints: [() => text] }, /hints: write at least two hints/],
  ["an empty hint", { hints: [() => text, () => ({ en: "Yes", fr: "" })] }, /hints\.1\.fr: /],
  ["no solution", { solution: () => [] }, /solution: give at least one line/],
  ["two lines in one", { solution: () => ["a\nb"] }, /solution\.0: split it/],
  ["a single near miss", { nearMisses: [nearMiss] }, /nearMisses: add near misses/],
  ["two near misses of one name", { nearMisses: [nearMiss, nearMiss] }, /nearMisses: one is there twice/],
  [
    "a near miss of an unknown check",
    { nearMisses: [nearMiss, { ...nearMiss, name: "two", unmet: { check: "second", found: () => "no" } }] },
    /nearMisses\.1\.unmet\.check: no check is called second/,
  ],
  [
    "a near miss that expects nothing",
    { nearMisses: [nearMiss, { ...nearMiss, name: "two", unmet: { check: "first", found: () => "" } }] },
    /nearMisses\.1\.unmet\.found: /,
  ],
  ["a misspelt field", { hint: [] }, /the definition: Unrecognized key: "hint"/],
];

for (const [what, changes, message] of refusals) {
  test(`${what} is refused, by field and with the remedy`, () => {
    assert.throws(
      () => defineExercise(definition(changes)),
      (error: Error) => {
        assert.match(error.message, /^Cannot define the exercise /);
        assert.match(error.message, message);
        return true;
      },
    );
  });
}

test("what throws while it is validated is kept as the cause", () => {
  const cause = new Error("no such word");
  const task = (): never => {
    throw cause;
  };
  assert.throws(() => defineExercise(definition({ task })), { cause });
});

test("a sentence that is empty for some drawn values only is found", () => {
  const changes = {
    draw: (random: () => number) => ({ name: random() < 0.5 ? "low" : "high" }),
    hints: [() => text, ({ name }: { name: string }) => ({ en: name === "high" ? "" : "Yes", fr: "Oui" })],
  };
  assert.throws(() => defineExercise(definition(changes)), /hints\.1\.en/);
});

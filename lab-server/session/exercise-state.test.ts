import assert from "node:assert/strict";
import { test } from "node:test";
import type { Exercise } from "../../labs/exercise.ts";
import { memoryLimit } from "../../labs/foundations/memory-limit.ts";
import { maxMessageBytes } from "../protocol/messages.ts";
import { exerciseState } from "./exercise-state.ts";

const exercise = memoryLimit as unknown as Exercise;
const attempt = {
  exercise: exercise.id,
  parameters: { group: "cedar-42", limitMiB: 64 },
  hintsShown: 1,
  solved: false,
  armed: true,
};

test("the drawn values are in the task, the titles and the hints shown so far", () => {
  const state = exerciseState(exercise, { attempt, results: undefined });
  assert.match(state.task.en, /cedar-42.*64 MiB/);
  assert.match(state.task.fr, /cedar-42.*64\sMio/);
  assert.match(state.checks[0]?.title.en ?? "", /cedar-42/);
  assert.equal(state.hints.length, 1);
  assert.equal(state.hintsLeft, exercise.hints.length - 1);
  for (const { verdict } of state.checks) assert.deepEqual(verdict, { status: "pending" });
});

test("what a machine puts into a verdict cannot make the message too long", () => {
  const long = { en: "x".repeat(2_000_000), fr: "é".repeat(2_000_000) };
  const results = exercise.checks.map(({ id }, index) => ({
    id,
    verdict:
      index === 0
        ? ({ status: "unmet", found: long, expected: long } as const)
        : ({ status: "broken", reason: long.en } as const),
  }));
  const state = exerciseState(exercise, { attempt, results });
  assert.ok(Buffer.byteLength(JSON.stringify(state)) < maxMessageBytes);
  const verdict = state.checks[0]?.verdict;
  assert.ok(verdict?.status === "unmet" && verdict.found.en.endsWith("…"));
});

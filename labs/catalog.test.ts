import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type ProofMachine, proofsOf } from "../tests/exercises/prove-exercise.ts";
import { recordedState } from "../tests/exercises/recorded-state.ts";
import { catalog, findExercise } from "./catalog.ts";
import type { Exercise, Parameters } from "./exercise.ts";
import { replayAnswers } from "./probe/recording.ts";

/** A machine of records: typing the lines of a known state makes it answer as the real one did in that state. */
function recordedMachine(exercise: Exercise, parameters: Parameters): ProofMachine {
  const states = new Map([[JSON.stringify(exercise.solution(parameters)), "solved"]]);
  for (const { name, lines } of exercise.nearMisses) states.set(JSON.stringify(lines(parameters)), name);
  const at = (state: string) => replayAnswers(recordedState(exercise, state).recording);
  return {
    probe: at("unsolved"),
    async type(lines) {
      const state = states.get(JSON.stringify(lines));
      assert.ok(state !== undefined, `No state is recorded for ${lines.join("; ")}`);
      this.probe = at(state);
    },
    run: async () => {},
    [Symbol.asyncDispose]: async () => {},
  };
}

// The same proofs as in real machines (tests/exercises), on what those machines answered when they were captured.
for (const exercise of catalog.values()) {
  describe(exercise.id, () => {
    const { parameters } = recordedState(exercise, "unsolved");
    const startMachine = async () => recordedMachine(exercise, parameters);
    for (const { name, prove } of proofsOf(exercise, { parameters, startMachine, deadlineMs: 0 }))
      test(name, prove);
  });
}

test("an exercise is found by its id alone", () => {
  assert.equal(findExercise("memory-limit")?.id, "memory-limit");
  assert.equal(findExercise("constructor"), undefined);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Check, Exercise } from "./exercise.ts";
import { memoryLimit } from "./foundations/memory-limit.ts";
import { type Probe, ProbeError } from "./probe/probe.ts";
import { runChecks } from "./run-checks.ts";
import type { Verdict } from "./verdict.ts";

const text = { en: "Yes", fr: "Oui" };

function exerciseOf(verifies: Check["verify"][]): Exercise {
  return {
    ...memoryLimit,
    checks: verifies.map((verify, index) => ({ id: `check-${index}`, title: () => text, verify })),
  };
}

/** A machine in which nothing is readable, and which counts the questions. */
function emptyMachine(): Probe & { questions: number } {
  const machine = {
    questions: 0,
    readFile: async (path: string): Promise<string> => {
      machine.questions++;
      throw new ProbeError("missing", path);
    },
    readFileIn: async (path: string): Promise<string> => {
      machine.questions++;
      throw new ProbeError("failed", path, { cause: new Error("the agent is gone") });
    },
    listDirectory: async () => [],
    listProcesses: async () => [],
  };
  return machine;
}

const parameters = { limit: 64 };

test("every check answers, in order and with the drawn values", async () => {
  const unmet: Verdict = { status: "unmet", found: text, expected: text };
  const exercise = exerciseOf([
    async () => ({ status: "met" }),
    async (_, { limit }) => (limit === 64 ? unmet : { status: "met" }),
  ]);
  assert.deepEqual(await runChecks(exercise, { probe: emptyMachine(), parameters }), [
    { id: "check-0", verdict: { status: "met" } },
    { id: "check-1", verdict: unmet },
  ]);
});

test("whatever goes wrong in a check is our fault and stays its own", async () => {
  const exercise = exerciseOf([
    () => {
      throw new Error("at once");
    },
    async () => {
      throw "not even an error";
    },
    async (probe) => {
      await probe.readFile("/nowhere");
      return { status: "met" };
    },
    async (probe) => {
      await probe.readFileIn("/somewhere", { pid: 1, linuxNamespaces: ["uts"] });
      return { status: "met" };
    },
    async () => undefined as unknown as Verdict,
    async () => ({ status: "met" }),
  ]);
  const results = await runChecks(exercise, { probe: emptyMachine(), parameters });
  assert.deepEqual(
    results.map(({ verdict }) => (verdict.status === "broken" ? verdict.reason : verdict.status)),
    [
      "Check check-0: at once",
      "Check check-1: not even an error",
      "Check check-2: Cannot read /nowhere in the machine: missing",
      "Check check-3: Cannot read /somewhere in the machine: failed",
      "Check check-4: it gave no verdict",
      "met",
    ],
  );
});

test("a check that never answers is broken when its time is over", async () => {
  const exercise = exerciseOf([() => new Promise(() => {}), async () => ({ status: "met" })]);
  const results = await runChecks(exercise, { probe: emptyMachine(), parameters, timeoutMs: 20 });
  assert.deepEqual(results, [
    { id: "check-0", verdict: { status: "broken", reason: "Check check-0: no answer within 20 ms" } },
    { id: "check-1", verdict: { status: "met" } },
  ]);
});

test("checks of one run share one view of the machine, the next run looks anew", async () => {
  const read: Check["verify"] = async (probe) => {
    await probe.readFile("/nowhere").catch(() => "");
    return { status: "met" };
  };
  const machine = emptyMachine();
  await runChecks(exerciseOf([read, read, read]), { probe: machine, parameters });
  assert.equal(machine.questions, 1);
  await runChecks(exerciseOf([read, read, read]), { probe: machine, parameters });
  assert.equal(machine.questions, 2);
});

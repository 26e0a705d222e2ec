import assert from "node:assert/strict";
import { test } from "node:test";
import { type CurrentLimits, completeUpdate } from "./complete-update.ts";

const now: CurrentLimits = { cpuMax: "50000 100000\n", memoryMax: "100\n", swapMax: "50\n" };
const without: CurrentLimits = { cpuMax: undefined, memoryMax: undefined, swapMax: undefined };

test("what does not depend on anything stays as it was asked for", () => {
  const changes = { pids: { limit: 5n }, cpu: { quota: 1n, period: 2n }, memory: { limit: 5n, swap: 6n } };
  assert.deepEqual(completeUpdate(changes, now), changes);
  assert.deepEqual(completeUpdate({}, now), {});
});

test("quota and period keep each other", () => {
  assert.deepEqual(completeUpdate({ cpu: { quota: 7n } }, now).cpu, { quota: 7n, period: 100_000n });
  assert.deepEqual(completeUpdate({ cpu: { period: 7n } }, now).cpu, { quota: 50_000n, period: 7n });
  assert.deepEqual(completeUpdate({ cpu: { period: 7n } }, { ...now, cpuMax: "max 100000\n" }).cpu, {
    quota: -1n,
    period: 7n,
  });
  assert.deepEqual(completeUpdate({ cpu: { quota: -1n } }, now).cpu, { quota: -1n, period: 100_000n });
  assert.deepEqual(completeUpdate({ cpu: { quota: 7n } }, without).cpu, { quota: 7n });
});

test("memory alone keeps the sum of memory and swap", () => {
  assert.deepEqual(completeUpdate({ memory: { limit: 120n } }, now).memory, { limit: 120n, swap: 150n });
});

test("swap that is unlimited or forbidden stays so", () => {
  for (const swapMax of ["max\n", "0\n", undefined])
    assert.deepEqual(completeUpdate({ memory: { limit: 120n } }, { ...now, swapMax }).memory, {
      limit: 120n,
    });
  assert.deepEqual(completeUpdate({ memory: { limit: -1n } }, now).memory, { limit: -1n });
});

test("the sum alone keeps memory", () => {
  assert.deepEqual(completeUpdate({ memory: { swap: 170n } }, now).memory, { swap: 170n, limit: 100n });
  assert.deepEqual(completeUpdate({ memory: { swap: 170n } }, without).memory, { swap: 170n });
  assert.deepEqual(completeUpdate({ memory: { swap: -1n } }, now).memory, { swap: -1n });
});

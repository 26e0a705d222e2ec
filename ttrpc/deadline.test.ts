import assert from "node:assert/strict";
import { test } from "node:test";
import { startDeadline } from "./deadline.ts";

function delays() {
  const asked: number[] = [];
  const stopped: unknown[] = [];
  return {
    asked,
    stopped,
    timers: {
      setTimeout: (_callback: () => void, delayMs: number) => asked.push(delayMs),
      clearTimeout: (timer: unknown) => void stopped.push(timer),
    },
  };
}

test("waits for whole milliseconds, never fewer than were given", () => {
  const { asked, timers } = delays();
  for (const timeoutMs of [0.2, 5, -7]) startDeadline(timers, timeoutMs, () => {});
  assert.deepEqual(asked, [1, 5, 0]);
});

test("starts no timer without a deadline, nor for one that no timer can hold", () => {
  const { asked, timers } = delays();
  startDeadline(timers, undefined, () => {})();
  startDeadline(timers, 2 ** 31, () => {})();
  startDeadline(timers, Number.POSITIVE_INFINITY, () => {})();
  assert.deepEqual(asked, []);
});

test("can be stopped", () => {
  const { stopped, timers } = delays();
  startDeadline(timers, 5, () => {})();
  assert.deepEqual(stopped, [1]);
});

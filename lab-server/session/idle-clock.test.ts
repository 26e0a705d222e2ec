import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { IdleClock } from "./idle-clock.ts";

const minuteMs = 60_000;

/** In steps of a second: the mocked clock shows the end of a step to every timer within it. */
function advance(t: TestContext, ms: number): void {
  for (let passedMs = 0; passedMs < ms; passedMs += 1000) t.mock.timers.tick(Math.min(1000, ms - passedMs));
}

test("it warns two minutes before the end, then ends", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 });
  const events: string[] = [];
  const clock = new IdleClock({
    idleMs: 30 * minuteMs,
    onWarning: (at) => events.push(`warned of ${(at - 1_000_000) / minuteMs}`),
    onExpired: () => events.push("expired"),
  });
  advance(t, 28 * minuteMs - 1);
  assert.deepEqual(events, []);
  advance(t, 1);
  assert.deepEqual(events, ["warned of 30"]);
  advance(t, 2 * minuteMs - 1);
  assert.deepEqual(events, ["warned of 30"]);
  advance(t, 1);
  assert.deepEqual(events, ["warned of 30", "expired"]);
  clock.stop();
});

test("a key puts it off, and withdraws a warning", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 0 });
  const events: string[] = [];
  const clock = new IdleClock({
    idleMs: 30 * minuteMs,
    onWarning: () => events.push("warned"),
    onExpired: () => events.push("expired"),
  });
  advance(t, 20 * minuteMs);
  assert.equal(clock.touch(), false);
  advance(t, 27 * minuteMs);
  assert.deepEqual(events, []);
  advance(t, 2 * minuteMs);
  assert.deepEqual(events, ["warned"]);
  assert.equal(clock.touch(), true);
  assert.equal(clock.expiresAtMs, (49 + 30) * minuteMs);
  advance(t, 27 * minuteMs);
  assert.deepEqual(events, ["warned"]);
  advance(t, 3 * minuteMs);
  assert.deepEqual(events, ["warned", "warned", "expired"]);
  clock.stop();
});

test("a short time has a short warning", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 0 });
  let warnedMs = 0;
  const clock = new IdleClock({
    idleMs: minuteMs,
    onWarning: () => {
      warnedMs = Date.now();
    },
    onExpired: () => {},
  });
  advance(t, minuteMs);
  assert.equal(warnedMs, 40_000);
  clock.stop();
});

test("a stopped clock ends nothing", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 0 });
  const clock = new IdleClock({
    idleMs: minuteMs,
    onWarning: () => assert.fail(),
    onExpired: () => assert.fail(),
  });
  clock.stop();
  advance(t, 10 * minuteMs);
});

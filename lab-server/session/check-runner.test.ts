import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { CheckRunner } from "./check-runner.ts";

let runner: CheckRunner | undefined;
afterEach(() => runner?.stop());

test("the first event runs the checks at once, a burst while they run makes one more run", async () => {
  const startsMs: number[] = [];
  runner = new CheckRunner(async () => {
    startsMs.push(performance.now());
    await sleep(10);
  });
  const beginMs = performance.now();
  runner.trigger();
  assert.equal(startsMs.length, 1, "no delay on the leading edge");
  for (let i = 0; i < 20; i++) runner.trigger();
  while (startsMs.length < 2) await sleep(10);
  await sleep(250);
  assert.equal(startsMs.length, 2, "twenty events make one run more");
  assert.ok((startsMs[1] ?? 0) - beginMs >= 55, "after the gap");
});

test("runs never overlap, and take their share of the time at most", async () => {
  let running = 0;
  let runs = 0;
  let busyMs = 0;
  runner = new CheckRunner(async () => {
    running += 1;
    runs += 1;
    assert.equal(running, 1);
    const startMs = performance.now();
    await sleep(40);
    busyMs += performance.now() - startMs;
    running -= 1;
  });
  const beginMs = performance.now();
  while (performance.now() - beginMs < 900) {
    runner.trigger();
    await sleep(3);
  }
  const share = busyMs / (performance.now() - beginMs);
  assert.ok(share < 0.4, `share ${share}`);
  assert.ok(runs > 1, "they go on");
});

test("a stopped runner runs no more", async () => {
  let runs = 0;
  runner = new CheckRunner(async () => {
    runs += 1;
  });
  runner.trigger();
  runner.trigger();
  runner.stop();
  runner.trigger();
  await sleep(120);
  assert.equal(runs, 1);
});

import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { untilCancelled } from "./until-cancelled.ts";

const never = new Promise(() => {});

test("brings what the promise brings, and leaves no listener", async () => {
  const { signal } = new AbortController();
  assert.equal(await untilCancelled(Promise.resolve(3), signal), 3);
  assert.equal(await untilCancelled(4, signal), 4);
  await assert.rejects(untilCancelled(Promise.reject(new Error("own")), signal), /own/);
  assert.equal(getEventListeners(signal, "abort").length, 0);
});

test("rejects with the signal's reason, before or during", async () => {
  await assert.rejects(untilCancelled(never, AbortSignal.abort(new Error("before"))), /before/);
  const controller = new AbortController();
  const waiting = untilCancelled(never, controller.signal);
  controller.abort(new Error("during"));
  await assert.rejects(waiting, /during/);
});

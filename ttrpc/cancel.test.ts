import assert from "node:assert/strict";
import { test } from "node:test";
import { Canceller, type CancelSignal } from "./cancel.ts";

test("an AbortSignal is a CancelSignal", () => {
  const signal: CancelSignal = AbortSignal.abort("why");
  assert.equal(signal.aborted, true);
  assert.equal(signal.reason, "why");
});

test("listeners hear once, with the reason at hand; a removed one does not", () => {
  const canceller = new Canceller();
  const { signal } = canceller;
  const heard: unknown[] = [];
  const removed = () => assert.fail("was removed");
  signal.addEventListener("abort", () => heard.push(signal.reason));
  signal.addEventListener("abort", removed);
  signal.removeEventListener("abort", removed);
  assert.equal(signal.aborted, false);
  canceller.cancel("first");
  canceller.cancel("second");
  assert.equal(signal.aborted, true);
  assert.deepEqual(heard, ["first"]);
});

test("a listener that throws does not keep the next from hearing", () => {
  const canceller = new Canceller();
  let heard = false;
  canceller.signal.addEventListener("abort", () => {
    throw new Error("its own fault");
  });
  canceller.signal.addEventListener("abort", () => {
    heard = true;
  });
  canceller.cancel(undefined);
  assert.ok(heard);
});

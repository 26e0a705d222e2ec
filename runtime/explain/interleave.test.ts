import assert from "node:assert/strict";
import { test } from "node:test";
import type { RecordedCall } from "./explained-call.ts";
import { interleave } from "./interleave.ts";

const call = (text: string, handshake?: RecordedCall["handshake"]): RecordedCall => ({
  stage: "create",
  by: "runtime",
  call: text,
  text,
  ...(handshake && { handshake }),
});

test("who waits goes on when the other has woken it", () => {
  const runtime = [call("a"), call("wake", "wakes"), call("b"), call("wait", "waits"), call("c")];
  const init = [call("wait", "waits"), call("x"), call("wake", "wakes"), call("y")];
  assert.deepEqual(
    interleave(runtime, init).map(({ text }) => text),
    ["a", "wake", "b", "wait", "x", "wake", "wait", "c", "y"],
  );
});

test("it ends where both wait", () => {
  assert.deepEqual(interleave([call("wait", "waits")], [call("a"), call("wait", "waits")]).length, 1);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseProcessEvents, subscription } from "./process-events.ts";

/** nlmsghdr, cn_msg and proc_event with the words of its data. */
function message(what: number, words: number[]): Uint8Array {
  const bytes = new Uint8Array(16 + 20 + 16 + 24);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.byteLength, true);
  view.setUint32(36, what, true);
  for (const [index, word] of words.entries()) view.setInt32(52 + 4 * index, word, true);
  return bytes;
}

test("forks name the child, the others the process", () => {
  const datagram = Buffer.concat([
    message(0x1, [10, 10, 20, 20]),
    message(0x2, [20, 20]),
    message(0x4, [20, 20, 0, 1000]),
    message(0x80000000, [21, 20, 0, 17]),
    message(0x200, [20, 20]),
  ]);
  assert.deepEqual(parseProcessEvents(datagram), [
    { kind: "fork", pid: 20, process: 20 },
    { kind: "exec", pid: 20, process: 20 },
    { kind: "credentials", pid: 20, process: 20 },
    { kind: "exit", pid: 21, process: 20 },
    { kind: "other", pid: 20, process: 20 },
  ]);
});

test("a message longer than the datagram is an error", () => {
  assert.throws(() => parseProcessEvents(message(1, [1, 1, 2, 2]).subarray(0, 60)), /cut off/);
});

test("bytes that are no messages end in a result or a RangeError", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        parseProcessEvents(bytes);
      } catch (error) {
        assert.ok(error instanceof RangeError);
      }
    }),
  );
});

test("a subscription says its own length, that of its body, and the events it is about", () => {
  const bytes = subscription();
  const view = new DataView(bytes.buffer);
  assert.equal(view.getUint32(0, true), bytes.byteLength);
  assert.equal(view.getUint16(32, true), bytes.byteLength - 36);
  assert.equal(view.getUint32(40, true), 0x80000047);
});

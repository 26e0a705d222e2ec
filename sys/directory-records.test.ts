import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseDirectoryRecords } from "./directory-records.ts";

function record(name: string, type: number): Uint8Array {
  const text = new TextEncoder().encode(name);
  const bytes = new Uint8Array(Math.ceil((19 + text.byteLength + 1) / 8) * 8);
  const view = new DataView(bytes.buffer);
  view.setUint16(16, bytes.byteLength, true);
  view.setUint8(18, type);
  bytes.set(text, 19);
  return bytes;
}

test("records come in order, without . and ..", () => {
  const bytes = Buffer.concat([record(".", 4), record("é", 8), record("..", 4), record("sub", 4)]);
  assert.deepEqual(parseDirectoryRecords(bytes), [
    { name: "é", type: 8 },
    { name: "sub", type: 4 },
  ]);
});

test("a record that is cut off is an error", () => {
  assert.throws(() => parseDirectoryRecords(record("name", 8).subarray(0, 23)), /cut off/);
});

test("bytes that are no records end in a result or a RangeError", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        parseDirectoryRecords(bytes);
      } catch (error) {
        assert.ok(error instanceof RangeError);
      }
    }),
  );
});

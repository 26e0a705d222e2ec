import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseInotifyRecords } from "./inotify-records.ts";

function record(watch: number, mask: number, name: string): Uint8Array {
  const text = new TextEncoder().encode(name);
  const nameBytes = name === "" ? 0 : Math.ceil((text.byteLength + 1) / 16) * 16;
  const bytes = new Uint8Array(16 + nameBytes);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, watch, true);
  view.setUint32(4, mask, true);
  view.setUint32(12, nameBytes, true);
  bytes.set(text, 16);
  return bytes;
}

test("records with and without a name", () => {
  const bytes = Buffer.concat([
    record(1, 0x40000100, "demo"),
    record(-1, 0x4000, ""),
    record(2, 2, "cgroup.procs"),
  ]);
  assert.deepEqual(parseInotifyRecords(bytes), [
    { watch: 1, mask: 0x40000100, name: "demo" },
    { watch: -1, mask: 0x4000, name: "" },
    { watch: 2, mask: 2, name: "cgroup.procs" },
  ]);
});

test("a record that is cut off is an error", () => {
  assert.throws(() => parseInotifyRecords(record(1, 2, "name").subarray(0, 20)), /cut off/);
  assert.throws(() => parseInotifyRecords(new Uint8Array(15)), /cut off/);
});

test("bytes that are no records end in a result or a RangeError", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        parseInotifyRecords(bytes);
      } catch (error) {
        assert.ok(error instanceof RangeError);
      }
    }),
  );
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { BinaryReader } from "@bufbuild/protobuf/wire";
import fc from "fast-check";
import { WireWriter } from "./wire-writer.ts";

test("what is written is read by the protobuf reader", () => {
  const field = fc.record({
    number: fc.integer({ min: 1, max: 100 }),
    value: fc.oneof(
      fc.nat(),
      fc.integer({ min: 2 ** 31, max: 2 ** 32 - 1 }),
      fc.uint8Array({ maxLength: 300 }),
    ),
  });
  fc.assert(
    fc.property(fc.array(field), (fields) => {
      const writer = new WireWriter(16);
      const end = writer.open(7);
      for (const { number, value } of fields) {
        if (typeof value === "number") writer.number(number, value);
        else writer.bytes(number, value);
      }
      end();
      const reader = new BinaryReader(writer.finish());
      assert.deepEqual(reader.tag(), [7, 2]);
      assert.equal(reader.uint32(), reader.len - reader.pos);
      for (const { number, value } of fields) {
        const isNumber = typeof value === "number";
        assert.deepEqual(reader.tag(), [number, isNumber ? 0 : 2]);
        if (isNumber) assert.equal(reader.uint32(), value);
        else assert.deepEqual(reader.bytes(), value);
      }
      assert.equal(reader.pos, reader.len);
    }),
  );
});

test("what is taken back was never written", () => {
  const writer = new WireWriter(16);
  writer.number(1, 5);
  const { length } = writer;
  writer.bytes(2, new Uint8Array(100));
  writer.truncate(length);
  assert.deepEqual([...writer.finish()], [8, 5]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { BinaryWriter } from "@bufbuild/protobuf/wire";
import fc from "fast-check";
import { hex } from "./testing.test.ts";
import { WireReader } from "./wire-reader.ts";

const numbers = fc.oneof(
  fc.nat(),
  fc.integer({ min: -5, max: 300 }),
  fc.maxSafeInteger(),
  fc.constantFrom(2 ** 49 - 1, 2 ** 49, -(2 ** 49), Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
);
const field = fc.record({
  number: fc.oneof(fc.integer({ min: 1, max: 15 }), fc.integer({ min: 16, max: 2 ** 29 - 1 })),
  value: fc.oneof(numbers, fc.string({ unit: "grapheme" }), fc.uint8Array({ maxLength: 300 })),
});

test("reads what the protobuf writer writes, and passes over what nobody asks for", () => {
  fc.assert(
    fc.property(fc.array(field), (fields) => {
      const writer = new BinaryWriter();
      for (const { number, value } of fields) {
        if (typeof value === "number") writer.tag(number, 0).int64(BigInt(value));
        else if (typeof value === "string") writer.tag(number, 2).string(value);
        else writer.tag(number, 2).bytes(value);
        writer.tag(99, 5).fixed32(7).tag(99, 1).fixed64(7n);
      }
      const reader = new WireReader(writer.finish());
      for (const { number, value } of fields) {
        assert.equal(reader.next(), number * 8 + (typeof value === "number" ? 0 : 2));
        if (typeof value === "number") assert.equal(reader.number, value);
        else if (typeof value === "string") assert.equal(reader.text, value);
        else assert.deepEqual(reader.bytes, value);
        assert.deepEqual([reader.next(), reader.next()], [99 * 8 + 5, 99 * 8 + 1]);
      }
      assert.equal(reader.next(), 0);
      assert.equal(reader.next(), 0);
    }),
  );
});

test("a number beyond 2^53 is the nearest that JavaScript has", () => {
  const read = (bytes: string) => {
    const reader = new WireReader(hex(`08 ${bytes}`));
    reader.next();
    return reader.number;
  };
  assert.equal(read("ffffffffffffffff7f"), 2 ** 63);
  assert.equal(read("80808080808080808001"), -(2 ** 63));
  assert.equal(read("ffffffffffffffffff01"), -1);
  // What lies beyond 64 bits is nothing.
  assert.equal(read("ffffffffffffffffff7f"), -1);
});

test("a group is passed over with all that is in it", () => {
  // Field 1 as a group that holds field 2 as a number and field 3 as an empty group, then field 4.
  const reader = new WireReader(hex("0b 10 01 1b 1c 0c  20 05"));
  assert.equal(reader.next(), 4 * 8);
  assert.equal(reader.number, 5);
  assert.equal(reader.next(), 0);
});

for (const [what, bytes] of [
  ["field number 0", "02 01 61"],
  ["a tag of more than 32 bits", "80 80 80 80 10 01"],
  ["a wire type that does not exist", "0e"],
  ["a number without an end", "08 80"],
  ["a number of eleven bytes", "08 80808080808080808080 01"],
  ["a string beyond the message's end", "0a 02 61"],
  ["a longer one", "0a ff 7f 61"],
  ["a string of negative length", "0a ffffffffffffffffff01"],
  ["a tag without anything", "0a"],
  ["four bytes of which three are there", "0d 01 02 03"],
  ["a group without an end", "0b 10 01"],
  ["the end of a group that has not begun", "0c"],
] as const) {
  test(`${what} is no message`, () => {
    const reader = new WireReader(hex(bytes));
    assert.throws(() => reader.next());
  });
}

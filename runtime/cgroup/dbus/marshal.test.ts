import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type DbusValue, variant } from "./dbus-value.ts";
import { marshal } from "./marshal.ts";
import { parseSignature } from "./signature.ts";
import { unmarshal } from "./unmarshal.ts";

/** A value with its signature. */
type Typed = [string, DbusValue];

test("the example of the specification: an array of 64-bit numbers begins at 8", () => {
  // "Marshaling": the padding before the first element does not count as length.
  assert.deepEqual([...marshal("at", [[5n]])], [8, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0]);
  assert.deepEqual([...marshal("at", [[]])], [0, 0, 0, 0, 0, 0, 0, 0]);
});

test("texts end with a NUL that their length does not count", () => {
  assert.deepEqual([...marshal("ys", [7, "é"])], [7, 0, 0, 0, 2, 0, 0, 0, 0xc3, 0xa9, 0]);
  assert.deepEqual([...marshal("g", ["a{sv}"])], [5, 97, 123, 115, 118, 125, 0]);
});

test("big-endian answers are read too", () => {
  assert.deepEqual(unmarshal("uq", Uint8Array.of(0, 0, 1, 2, 3, 4), false), [258, 772]);
});

test("whatever is marshalled comes back", () => {
  const of = <T extends DbusValue>(signature: string, values: fc.Arbitrary<T>) =>
    values.map((one): Typed => [signature, one]);
  const leaf = fc.oneof(
    of("y", fc.integer({ min: 0, max: 255 })),
    of("b", fc.boolean()),
    of("n", fc.integer({ min: -32768, max: 32767 })),
    of("q", fc.integer({ min: 0, max: 65535 })),
    of("i", fc.integer()),
    of("u", fc.integer({ min: 0, max: 2 ** 32 - 1 })),
    of("x", fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
    of("t", fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })),
    of("d", fc.double({ noNaN: true })),
    of("s", fc.string({ unit: "grapheme" })),
    of("ay", fc.uint8Array()),
  );
  const several = ([[signature, one], count]: [Typed, number]): Typed => [
    `a${signature}`,
    signature === "y" ? new Uint8Array(count) : Array.from({ length: count }, () => one),
  ];
  const structure = (fields: Typed[]): Typed => [
    `(${fields.map(([signature]) => signature).join("")})`,
    fields.map(([, field]) => field),
  ];
  const { value } = fc.letrec<{ value: Typed }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      leaf,
      fc.tuple(tie("value"), fc.integer({ min: 0, max: 3 })).map(several),
      fc.array(tie("value"), { minLength: 1, maxLength: 4 }).map(structure),
      tie("value").map(([signature, one]): Typed => ["v", variant(signature, one)]),
    ),
  }));
  fc.assert(
    fc.property(fc.array(value, { maxLength: 4 }), (values) => {
      const signature = values.map(([one]) => one).join("");
      const contents = values.map(([, one]) => one);
      assert.deepEqual(unmarshal(signature, marshal(signature, contents)), contents);
    }),
  );
});

test("a message may be of any length", () => {
  for (let length = 400; length < 700; length++) {
    const values: DbusValue[] = ["x".repeat(length), variant("s", "y"), ["z"], "w", Uint8Array.of(1), 5n];
    const bytes = marshal("svasgayt", values);
    assert.deepEqual(unmarshal("svasgayt", bytes), values);
  }
});

test("signatures that are none are refused", () => {
  for (const signature of ["z", "a", "(s", "s)", "{", "a{"])
    assert.throws(() => parseSignature(signature), /signature/);
  assert.throws(() => parseSignature(`${"a".repeat(100)}y`), /nested too deeply/);
  assert.throws(() => marshal("ss", ["one"]), /it wants 2 values, found 1/);
});

test("a length that reaches past the end is refused before memory is taken", () => {
  assert.throws(() => unmarshal("s", Uint8Array.of(255, 255, 255, 255, 0)), /are wanted of 5/);
  assert.throws(() => unmarshal("ay", Uint8Array.of(255, 255, 255, 127)), /are wanted of 4/);
  assert.throws(() => unmarshal("a(yy)", Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 9)), RangeError);
});

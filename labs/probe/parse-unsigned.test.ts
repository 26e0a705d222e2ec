import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseUnsigned, parseUnsigned32 } from "./parse-unsigned.ts";

test("every unsigned 64-bit number is read exactly", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      (value) => parseUnsigned(String(value), "x") === value,
    ),
  );
});

test("anything else is refused, by name", () => {
  for (const text of ["", " 1", "1 ", "-1", "+1", "0x10", "1e3", "1.0", "١", "max", "9".repeat(1_000_000)])
    assert.throws(() => parseUnsigned(text, "memory.max"), /^Error: Cannot parse memory\.max: /);
  assert.throws(() => parseUnsigned("18446744073709551616", "x"), /does not fit in 64 bits/);
});

test("a 32-bit number is bounded as such", () => {
  assert.equal(parseUnsigned32("4294967295", "x"), 4_294_967_295);
  assert.throws(() => parseUnsigned32("4294967296", "x"), /does not fit in 32 bits/);
});

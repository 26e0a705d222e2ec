import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { stringBlock } from "./string-block.ts";

const base = 0x7f00_1234_0000;

/** Follows the pointers as the kernel does. */
function follow(block: Uint8Array, pointerBytes: number, start: number): string[] {
  const view = new DataView(block.buffer);
  const strings: string[] = [];
  for (let slot = 0; ; slot += pointerBytes) {
    const pointer = pointerBytes === 8 ? Number(view.getBigUint64(slot, true)) : view.getUint32(slot, true);
    if (pointer === 0) return strings;
    const from = pointer - start;
    strings.push(new TextDecoder().decode(block.subarray(from, block.indexOf(0, from))));
  }
}

test("every pointer leads to its string, with 8 and with 4 bytes", () => {
  const text = fc
    .string({ unit: "grapheme" })
    .filter((string) => !string.includes("\0") && !string.includes("\ufeff"));
  fc.assert(
    fc.property(fc.array(text), (strings) => {
      assert.deepEqual(
        follow(stringBlock(strings, { pointerBytes: 8, address: () => base }), 8, base),
        strings,
      );
      const low = 0x8048000;
      assert.deepEqual(
        follow(stringBlock(strings, { pointerBytes: 4, address: () => low }), 4, low),
        strings,
      );
    }),
  );
});

test("a string with NUL in it is refused, rather than cut", () => {
  assert.throws(() => stringBlock(["sh\0rm"], { pointerBytes: 8, address: () => base }), /NUL/);
});

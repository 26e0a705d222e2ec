import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeTerminalFrame, encodeTerminalFrame } from "./terminal-frame.ts";

test("a frame survives the way there and back", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 255 }), fc.uint8Array(), (terminal, data) => {
      assert.deepEqual(decodeTerminalFrame(encodeTerminalFrame({ terminal, data })), { terminal, data });
    }),
  );
});

test("an empty message is no frame", () => assert.equal(decodeTerminalFrame(new Uint8Array()), undefined));

test("a number that does not fit a byte is refused", () => {
  for (const terminal of [-1, 256, 1.5, Number.NaN])
    assert.throws(() => encodeTerminalFrame({ terminal, data: new Uint8Array() }), /from 0 to 255/);
});

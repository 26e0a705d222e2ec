import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { encodeTerminalOutput } from "./encode-terminal-output.ts";
import { ReadPtyResponse } from "./generated/agent.ts";

test("the generated code reads what is written", () => {
  const output = fc.record({
    offset: fc.oneof(fc.nat(), fc.maxSafeNat()),
    data: fc.uint8Array({ maxLength: 300 }),
    exitCode: fc.option(fc.nat({ max: 255 }), { nil: undefined }),
  });
  fc.assert(
    fc.property(output, ({ offset, data, exitCode }) => {
      const read = ReadPtyResponse.decode(encodeTerminalOutput({ offset, data, exitCode }));
      assert.deepEqual(read, {
        offset: BigInt(offset),
        data,
        ended: exitCode !== undefined,
        exitCode: exitCode ?? 0,
      });
    }),
  );
});

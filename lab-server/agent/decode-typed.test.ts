import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeTyped } from "./decode-typed.ts";
import { WritePtyRequest } from "./generated/agent.ts";

test("reads what the generated code writes", () => {
  const request = fc.record(
    { pty: fc.nat({ max: 2 ** 32 - 1 }), data: fc.uint8Array({ maxLength: 300 }) },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(request, (written) => {
      assert.deepEqual(decodeTyped(WritePtyRequest.encode(written).finish()), written);
    }),
  );
});

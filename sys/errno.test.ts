import assert from "node:assert/strict";
import { constants } from "node:os";
import { test } from "node:test";
import { Errno, errnoName } from "./errno.ts";

test("every number is the one that this machine has", () => {
  for (const [name, number] of Object.entries(Errno)) {
    const known = (constants.errno as Record<string, number | undefined>)[name];
    if (known !== undefined) assert.equal(number, known, name);
  }
});

test("a number without a name is still told", () => {
  assert.equal(errnoName(2), "ENOENT");
  assert.equal(errnoName(999), "errno 999");
});

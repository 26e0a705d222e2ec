import assert from "node:assert/strict";
import { test } from "node:test";
import { freeSubIds, hasSubIds } from "./sub-ids.ts";

const text = "ada:100000:65536\n1001:165536:65536\nsmall:231072:10\n\n";

test("a user has subordinate ids by name or by number, if there are enough", () => {
  assert.ok(hasSubIds(text, { name: "ada", uid: 7 }));
  assert.ok(hasSubIds(text, { name: "grace", uid: 1001 }));
  assert.ok(!hasSubIds(text, { name: "small", uid: 7 }));
  assert.ok(!hasSubIds("", { name: "ada", uid: 7 }));
});

test("free ids begin after everyone else's", () => {
  assert.deepEqual(freeSubIds(text), { first: 231082, last: 231082 + 65535 });
  assert.deepEqual(freeSubIds(""), { first: 100000, last: 165535 });
  assert.deepEqual(freeSubIds("broken\na:b:c\n"), { first: 100000, last: 165535 });
});

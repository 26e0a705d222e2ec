import assert from "node:assert/strict";
import { test } from "node:test";
import { withControl } from "./touch-keys.ts";

test("Ctrl makes control bytes of letters", () => {
  assert.equal(withControl("c"), "\u0003");
  assert.equal(withControl("C"), "\u0003");
  assert.equal(withControl("["), "\u001b");
  assert.equal(withControl("@"), "\u0000");
});

test("Ctrl leaves alone what has no control byte", () => {
  for (const text of ["1", "é", "ab", "", "~"]) assert.equal(withControl(text), text);
});

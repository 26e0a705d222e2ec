import assert from "node:assert/strict";
import { test } from "node:test";
import { containerId } from "./container-id.ts";

test("letters, digits and four signs make an id", () => {
  for (const id of ["c1", "a.b-c_d+e", "a..."]) assert.equal(containerId(id), id);
});

test("what would lead elsewhere as a path, or is no name, is refused", () => {
  for (const word of ["", ".", "..", "../x", "a/b", "a b", "a\n", "é", "a\0", ".seccomp", "..."])
    assert.throws(() => containerId(word), /invalid container ID/);
});

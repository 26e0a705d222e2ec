import assert from "node:assert/strict";
import { test } from "node:test";
import { absolutePath } from "./absolute-path.ts";

test("a path is seen from the folder, unless it is absolute", () => {
  assert.equal(absolutePath("a/./b//../c/", "/home/ada"), "/home/ada/a/c");
  assert.equal(absolutePath("/x/../y", "/home/ada"), "/y");
  assert.equal(absolutePath(".", "/home/ada"), "/home/ada");
  assert.equal(absolutePath("", "/"), "/");
  assert.equal(absolutePath("../../..", "/home/ada"), "/");
});

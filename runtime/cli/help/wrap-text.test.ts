import assert from "node:assert/strict";
import { test } from "node:test";
import { wrapText } from "./wrap-text.ts";

test("lines are as long as the width allows, behind the margin", () => {
  assert.equal(wrapText("one two three four", { width: 11, indent: 2 }), "  one two\n  three\n  four");
  assert.equal(wrapText("one two three", { width: 15, indent: 2 }), "  one two three");
});

test("a word longer than a line stays whole", () => {
  assert.equal(wrapText("a unbreakable b", { width: 6, indent: 2 }), "  a\n  unbreakable\n  b");
});

test("a paragraph that begins with spaces keeps its lines", () => {
  assert.equal(wrapText("  a  b\n  c", { width: 4, indent: 1 }), "   a  b\n   c");
});

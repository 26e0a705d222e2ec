import assert from "node:assert/strict";
import { test } from "node:test";
import { lineAndColumn } from "./line-and-column.ts";

test("lines and columns begin with 1", () => {
  const text = "ab\n\ncd";
  assert.deepEqual(lineAndColumn(text, 0), { line: 1, column: 1 });
  assert.deepEqual(lineAndColumn(text, 2), { line: 1, column: 3 });
  assert.deepEqual(lineAndColumn(text, 3), { line: 2, column: 1 });
  assert.deepEqual(lineAndColumn(text, 5), { line: 3, column: 2 });
  assert.deepEqual(lineAndColumn(text, text.length), { line: 3, column: 3 });
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { parseNumberList } from "./parse-number-list.ts";

test("numbers and ranges, also with blanks", () => {
  assert.deepEqual(parseNumberList("0-3,7"), [
    [0, 3],
    [7, 7],
  ]);
  assert.deepEqual(parseNumberList(" 1 - 2 , 65535 "), [
    [1, 2],
    [65535, 65535],
  ]);
});

test("anything else is no list", () => {
  for (const text of ["", ",", "1,", "a", "-1", "1-", "3-1", "1-2-3", "65536", "0-9876543210", "0x1", "1\n"])
    assert.equal(parseNumberList(text), undefined, JSON.stringify(text));
});

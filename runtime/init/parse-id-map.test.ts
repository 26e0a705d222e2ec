import assert from "node:assert/strict";
import { test } from "node:test";
import { parseIdMap } from "./parse-id-map.ts";

test("each line is a range", () => {
  assert.deepEqual(parseIdMap("         0          0 4294967295\n"), [{ first: 0, size: 4294967295 }]);
  assert.deepEqual(parseIdMap("0 1000 1\n1 100000 65536\n"), [
    { first: 0, size: 1 },
    { first: 1, size: 65536 },
  ]);
});

test("nothing is mapped before the map is written", () => {
  assert.deepEqual(parseIdMap(""), []);
});

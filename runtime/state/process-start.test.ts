import assert from "node:assert/strict";
import { test } from "node:test";
import { parseProcessStart } from "./process-start.ts";

const tail = "1 7 7 0 -1 4194560 100 0 0 0 1 2 0 0 20 0 1 0 4711 1000 200 18446744073709551615 0 0";

test("state and start time are found behind the name", () => {
  assert.deepEqual(parseProcessStart(`7 (sh) S ${tail}`), { state: "S", startTime: 4711 });
});

test("a name with parentheses and spaces does not mislead", () => {
  assert.deepEqual(parseProcessStart(`7 (a) R 1 (b) Z ${tail}`), { state: "Z", startTime: 4711 });
});

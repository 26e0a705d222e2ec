import assert from "node:assert/strict";
import { test } from "node:test";
import { duration } from "./duration.ts";
import { strings } from "./strings.ts";

test("says seconds, then minutes, and never less than none", () => {
  const said = [-5, 0, 1, 89_000, 89_001, 150_000].map((timeMs) => duration(timeMs, strings.en));
  assert.deepEqual(said, ["0 s", "0 s", "1 s", "89 s", "2 min", "3 min"]);
});

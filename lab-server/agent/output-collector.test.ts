import assert from "node:assert/strict";
import { test } from "node:test";
import { OutputCollector } from "./output-collector.ts";

test("the beginning is kept, as a copy, and the rest passes", () => {
  const collector = new OutputCollector(5);
  const buffer = Uint8Array.of(1, 2, 3);
  collector.append(buffer);
  buffer.fill(9);
  collector.append(Uint8Array.of(4, 5, 6));
  collector.append(Uint8Array.of(7));
  assert.deepEqual([...collector.concat()], [1, 2, 3, 4, 5]);
});

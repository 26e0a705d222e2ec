import assert from "node:assert/strict";
import { test } from "node:test";
import { quoteLog } from "./quote-log.ts";

const lines = (count: number, from = 1) =>
  Array.from({ length: count }, (_, index) => `line ${index + from}`);

test("an error is quoted with five lines before it", () => {
  assert.deepEqual(quoteLog([...lines(7), "Error (x.c:1): no"].join("\n")), [
    ...[3, 4, 5, 6, 7].map((number) => `${number}: line ${number}`),
    "8: Error (x.c:1): no",
  ]);
});

test("errors close to each other repeat nothing, and a gap is marked", () => {
  const text = ["Error a", "b", "Error c", ...lines(9), "Error d"].join("\n");
  assert.deepEqual(quoteLog(text), [
    ...["1: Error a", "2: b", "3: Error c", "..."],
    ...[8, 9, 10, 11, 12].map((number) => `${number}: line ${number - 3}`),
    "13: Error d",
  ]);
});

test("a log without errors gives nothing", () => {
  assert.deepEqual(quoteLog(lines(20).join("\n")), []);
});

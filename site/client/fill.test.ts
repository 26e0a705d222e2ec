import assert from "node:assert/strict";
import { test } from "node:test";
import { fill } from "./fill.ts";

test("puts each value in its place, also twice", () => {
  assert.equal(fill("{a} and {b}, {a}", { a: 1, b: "two" }), "1 and two, 1");
});

test("keeps a place that has no value visible", () => {
  assert.equal(fill("{seconds} s", {}), "{seconds} s");
});

test("does not expand places inside values", () => {
  assert.equal(fill("{a}", { a: "{b}", b: "no" }), "{b}");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDuration } from "./parse-duration.ts";

const durations: [string, number | undefined][] = [
  ["5s", 5000],
  ["0", 0],
  ["0s", 0],
  ["+0", 0],
  ["300ms", 300],
  ["1m30s", 90_000],
  ["1h2m3s4ms", 3_723_004],
  ["1.5h", 5_400_000],
  [".5s", 500],
  ["5.s", 5000],
  ["-2ms", -2],
  ["500us", 0.5],
  ["500µs", 0.5],
  ["500μs", 0.5],
  ["1000000ns", 1],
  ["", undefined],
  ["-", undefined],
  ["5", undefined],
  ["s", undefined],
  [".s", undefined],
  ["1d", undefined],
  ["5s ", undefined],
  ["5 s", undefined],
  ["1s2", undefined],
  ["--1s", undefined],
  ["1e3s", undefined],
];
for (const [text, value] of durations)
  test(`"${text}" is ${value} ms`, () => assert.equal(parseDuration(text), value));

import assert from "node:assert/strict";
import { test } from "node:test";
import { parseInteger } from "./parse-integer.ts";

const numbers: [string, number | undefined][] = [
  ["0", 0],
  ["-0", 0],
  ["10", 10],
  ["+10", 10],
  ["-10", -10],
  ["010", 8],
  ["0o17", 15],
  ["0x1F", 31],
  ["-0X1f", -31],
  ["0b101", 5],
  ["9007199254740991", 9007199254740991],
  ["9007199254740992", undefined],
  ["", undefined],
  ["-", undefined],
  [" 1", undefined],
  ["1.5", undefined],
  ["1e3", undefined],
  ["08", undefined],
  ["0x", undefined],
  ["ten", undefined],
];
for (const [text, value] of numbers)
  test(`"${text}" is ${value}`, () => assert.equal(parseInteger(text), value));

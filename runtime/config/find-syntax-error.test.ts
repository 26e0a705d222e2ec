import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { findSyntaxError } from "./find-syntax-error.ts";

const problems: [text: string, offset: number, problem: string][] = [
  ["", 0, "expected a value, found the end"],
  ["{", 1, "expected a name in quotes, found the end"],
  ['{"a" 1}', 5, 'expected ":", found "1"'],
  ['{"a":1,}', 7, 'expected a name in quotes, found "}"'],
  ['{"a":1 "b":2}', 7, 'expected "," or "}", found "\\""'],
  ["{a:1}", 1, 'expected a name in quotes, found "a"'],
  ["[1,]", 3, 'expected a value, found "]"'],
  ["[1 2]", 3, 'expected "," or "]", found "2"'],
  ["[01]", 2, 'expected "," or "]", found "1"'],
  ["nul", 0, 'expected a value, found "n"'],
  ["{} x", 3, 'expected the end, found "x"'],
  ['["abc', 1, "a text without its closing quote"],
  ['["a\nb"]', 3, "a control character in a text; write it as an escape"],
  ['["a\\x"]', 3, "a backslash that begins no escape of JSON"],
  ["// comment\n{}", 0, 'expected a value, found "/"'],
];

test("the place and the problem are told", () => {
  for (const [text, offset, problem] of problems)
    assert.deepEqual(findSyntaxError(text), { offset, problem }, text);
});

const isJson = (text: string) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

test("it finds a problem where JSON.parse does, and nowhere else", () => {
  const damaged = fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom("", ...'{}[]",:\\/0-.eEntfu \n\t\u0001é'), fc.nat(2))
    .map(([json, place, piece, removed]) => {
      const at = place % (json.length + 1);
      return json.slice(0, at) + piece + json.slice(at + removed);
    });
  fc.assert(
    fc.property(damaged, (text) => assert.equal(findSyntaxError(text) === undefined, isJson(text))),
    { numRuns: 2000 },
  );
});

test("no nesting makes it fail", () => {
  assert.equal(findSyntaxError("[".repeat(1_000_000)), undefined);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Inline, parseInline } from "./inline.ts";

const plain = (inline: Inline): string =>
  typeof inline === "string" ? inline : inline.content.map(plain).join("");

test("reads code, em and strong", () => {
  assert.deepEqual(parseInline("Run `id -u`, *now*, **please**."), [
    "Run ",
    { tag: "code", content: ["id -u"] },
    ", ",
    { tag: "em", content: ["now"] },
    ", ",
    { tag: "strong", content: ["please"] },
    ".",
  ]);
});

test("reads no marks inside code, but code inside strong", () => {
  assert.deepEqual(parseInline("`a * b * c`"), [{ tag: "code", content: ["a * b * c"] }]);
  assert.deepEqual(parseInline("**not `x`**"), [
    { tag: "strong", content: ["not ", { tag: "code", content: ["x"] }] },
  ]);
});

test("leaves lone marks and HTML as text", () => {
  for (const text of ["2 * 3 * 4", "a ` b", "<b>no</b>", "**"]) assert.deepEqual(parseInline(text), [text]);
});

test("loses no letter, whatever comes in", () => {
  const letters = (text: string) => text.replace(/[*`]/g, "");
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("a", "b", " ", "*", "`", "<") }), (text) => {
      assert.equal(letters(parseInline(text).map(plain).join("")), letters(text));
    }),
  );
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { readingMinutes } from "./reading-minutes.ts";

const words = (count: number) => Array.from({ length: count }, (_, index) => `word${index}`).join(" ");

test("prose counts by words, at least one minute", () => {
  assert.equal(readingMinutes(""), 1);
  assert.equal(readingMinutes(words(1800)), 10);
});

test("code counts by lines, not by words", () => {
  const block = `\`\`\`console\n${Array.from({ length: 40 }, () => words(20)).join("\n")}\n\`\`\``;
  assert.equal(readingMinutes(`${words(180)}\n\n${block}\n`), 3);
});

test("tags and addresses of links are not words", () => {
  const noise = Array.from({ length: 900 }, () => `<Exercise id="one-two" />`).join("\n");
  assert.equal(readingMinutes(`${noise}\n\n[text](https://example.org/a/b/c)`), 1);
});

test("accented and elided French words count once each", () => {
  assert.equal(readingMinutes(Array.from({ length: 360 }, () => "l’hôte").join(" ")), 2);
});

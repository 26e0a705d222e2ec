import assert from "node:assert/strict";
import { test } from "node:test";
import { strings } from "./strings.ts";

const places = (sentence: string) => [...sentence.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();

test("both languages say the same things with the same values in them", () => {
  assert.deepEqual(Object.keys(strings.fr).sort(), Object.keys(strings.en).sort());
  for (const [name, sentence] of Object.entries(strings.en)) {
    const other = strings.fr[name as keyof typeof strings.fr];
    assert.notEqual(other, "");
    assert.deepEqual(places(other), places(sentence), name);
  }
});

test("nobody is told that they failed", () => {
  for (const [name, sentence] of [...Object.entries(strings.en), ...Object.entries(strings.fr)])
    assert.doesNotMatch(sentence, /fail|échou|échec|wrong|faux/i, name);
});

test("French punctuation is not torn from its word at the end of a line", () => {
  for (const [name, sentence] of Object.entries(strings.fr)) assert.doesNotMatch(sentence, / [:;?!»]/, name);
});

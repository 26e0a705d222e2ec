import assert from "node:assert/strict";
import { test } from "node:test";
import { labelOf, planLines } from "./plan.ts";

const runtimes = [
  { name: "a", path: "/a" },
  { name: "b", path: "/b" },
];
const lines = planLines({ runtimes, bundles: { plain: "/p" }, heldBundle: "/h", cycles: 4, held: 3 });
const labelled = (label: string) => lines.filter((line) => line.startsWith(`${label}\t`));

test("every runtime does the same", () => {
  for (const step of ["create", "start", "wait", "delete", "run"] as const)
    for (const { name } of runtimes) assert.equal(labelled(labelOf(name, "plain", step)).length, 4, step);
  assert.equal(labelled(labelOf("b", "held", "create")).length, 3);
});

test("the runtimes take turns in being first", () => {
  const creations = lines.filter((line) => / plain create\t/.test(line)).map((line) => line[0]);
  assert.equal(creations.join(""), "abbaabba");
});

test("what is held is measured while all of it is there", () => {
  const indexes = (label: string) =>
    lines.flatMap((line, index) => (line.startsWith(`${label}\t`) ? [index] : []));
  const [hold = 0] = indexes("a created hold");
  assert.ok(Math.max(...indexes("a held create")) < hold);
  assert.ok(hold < Math.min(...indexes("a held start")));
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { readDiagram } from "./read-diagram.ts";

const source = "flowchart LR\n  accTitle: Two boxes\n  accDescr: a leads to b\n  a --> b\n";

test("a complete diagram gives its id and caption", () => {
  assert.deepEqual(readDiagram(source, 'id="two-boxes" caption="`a`, then b."'), {
    id: "two-boxes",
    caption: "`a`, then b.",
  });
});

test("all that is missing is named at once", () => {
  assert.throws(
    () => readDiagram("flowchart LR\n  a --> b\n", ""),
    /id=.* and caption=.* and accTitle.* and accDescr/,
  );
});

test("an id that could not stand in an address is refused", () => {
  assert.throws(() => readDiagram(source, 'id="Two boxes" caption="x"'), /"Two boxes" is not lower-case/);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { goJson } from "./go-json.ts";

test("characters with a meaning in HTML and JavaScript are escaped", () => {
  assert.equal(goJson('<a href="x">&\u2028\u2029é'), '"\\u003ca href=\\"x\\"\\u003e\\u0026\\u2028\\u2029é"');
});

test("members are indented as Go indents them, empty ones stay on their line", () => {
  assert.equal(goJson({ a: [1, {}], b: [] }, "\t"), '{\n\t"a": [\n\t\t1,\n\t\t{}\n\t],\n\t"b": []\n}');
});

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { quoteName } from "./quote-name.ts";

test("an ordinary name becomes a code span", () => {
  assert.equal(quoteName("kworker/0:1"), "`kworker/0:1`");
  assert.equal(quoteName("été 2"), "`été 2`");
});

test("a hostile name stays inside its code span", () => {
  assert.equal(quoteName("a`**b**`\u202ec\n\x1b[31m"), "`a�**b**��c��[31m`");
  assert.equal(quoteName(""), "`�`");
});

test("whatever the name, it is one short code span on one line", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 100 }), (name) => {
      const quoted = quoteName(name);
      assert.match(quoted, /^`[^`\p{C}]+`$/u);
      assert.ok([...quoted].length <= 42);
    }),
  );
});

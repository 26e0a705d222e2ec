import assert from "node:assert/strict";
import { test } from "node:test";
import { bilingual } from "./bilingual.ts";

test("French gets the no-break spaces of its punctuation", () => {
  assert.equal(
    bilingual("", "Trouvé : deux ; vraiment ? Oui ! « bien »").fr,
    "Trouvé\u00a0: deux\u202f; vraiment\u202f? Oui\u202f! «\u00a0bien\u00a0»",
  );
});

test("code and English stay as they are typed", () => {
  const text = bilingual("one : two", "tapez `echo ! ; ls : x` : voilà");
  assert.equal(text.en, "one : two");
  assert.equal(text.fr, "tapez `echo ! ; ls : x`\u00a0: voilà");
});

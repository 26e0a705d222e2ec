import assert from "node:assert/strict";
import { test } from "node:test";
import { defineCatalog } from "./define-catalog.ts";
import { memoryLimit } from "./foundations/memory-limit.ts";
import { singleCapability } from "./foundations/single-capability.ts";

test("exercises are kept by id, in order", () => {
  const catalog = defineCatalog([singleCapability, memoryLimit]);
  assert.deepEqual([...catalog.keys()], ["single-capability", "memory-limit"]);
  assert.equal(catalog.get("memory-limit"), memoryLimit);
});

test("an id that is there twice is refused", () => {
  assert.throws(() => defineCatalog([memoryLimit, { ...singleCapability, id: "memory-limit" }]), {
    message: "Cannot make the catalog: two exercises are called memory-limit; rename one",
  });
});

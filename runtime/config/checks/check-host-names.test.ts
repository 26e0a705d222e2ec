import assert from "node:assert/strict";
import { test } from "node:test";
import { refusalOf } from "../refusal-of.ts";

const uts = { namespaces: [{ type: "uts" }] };

test("names need a UTS namespace, new or joined", () => {
  for (const property of ["hostname", "domainname"]) {
    assert.equal(refusalOf({ [property]: "x", linux: uts }), undefined);
    assert.equal(
      refusalOf({ [property]: "x", linux: { namespaces: [{ type: "uts", path: "/proc/1/ns/uts" }] } }),
      undefined,
    );
    assert.equal(refusalOf({ [property]: "x" }), `${property}: needs a "uts" entry in linux.namespaces`);
    assert.equal(refusalOf({ [property]: "" }), undefined);
  }
});

test("the kernel keeps 64 bytes of a name", () => {
  assert.equal(refusalOf({ hostname: "x".repeat(64), linux: uts }), undefined);
  assert.equal(refusalOf({ hostname: "é".repeat(32), linux: uts }), undefined);
  assert.equal(
    refusalOf({ hostname: "é".repeat(33), linux: uts }),
    "hostname: must be at most 64 bytes, found 66",
  );
  assert.match(refusalOf({ domainname: "😀".repeat(17), linux: uts }) ?? "", /found 68$/);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { refusalOf } from "../refusal-of.ts";

const refusal = (memoryPolicy: object) => refusalOf({ linux: { memoryPolicy } });

test("modes with and without nodes", () => {
  for (const mode of ["MPOL_DEFAULT", "MPOL_LOCAL", "MPOL_PREFERRED"])
    assert.equal(refusal({ mode }), undefined);
  for (const mode of ["BIND", "INTERLEAVE", "WEIGHTED_INTERLEAVE", "PREFERRED", "PREFERRED_MANY"])
    assert.equal(refusal({ mode: `MPOL_${mode}`, nodes: "0,2-3" }), undefined);
  assert.match(refusal({ mode: "MPOL_DEFAULT", nodes: "0-7" }) ?? "", /mode requires 0 nodes but got 8/);
  assert.match(
    refusal({ mode: "MPOL_BIND" }) ?? "",
    /^linux\.memoryPolicy\.nodes: .* at least one node but got 0/,
  );
  assert.match(refusal({ mode: "MPOL_BIND", nodes: "0-9876543210" }) ?? "", /invalid memory policy node/);
});

test("what is unknown is named as runc's tests want it", () => {
  assert.match(refusal({}) ?? "", /^linux\.memoryPolicy\.mode: invalid memory policy mode.*missing$/);
  assert.match(refusal({ mode: "INTERLEAVE" }) ?? "", /invalid memory policy mode/);
  assert.match(refusal({ mode: "MPOL_LOCAL", flags: ["x"] }) ?? "", /flags\[0\]: invalid memory policy flag/);
});

test("flags that exclude each other, or a mode", () => {
  const flags = (...names: string[]) => names.map((name) => `MPOL_F_${name}`);
  assert.equal(
    refusal({ mode: "MPOL_BIND", nodes: "0", flags: flags("NUMA_BALANCING", "RELATIVE_NODES") }),
    undefined,
  );
  assert.match(
    refusal({ mode: "MPOL_PREFERRED", nodes: "0", flags: flags("STATIC_NODES", "RELATIVE_NODES") }) ?? "",
    /^linux\.memoryPolicy\.flags: .* exclude each other$/,
  );
  assert.match(
    refusal({ mode: "MPOL_PREFERRED", flags: flags("NUMA_BALANCING") }) ?? "",
    /^linux\.memoryPolicy\.flags\[0\]: can only be given with MPOL_BIND/,
  );
});

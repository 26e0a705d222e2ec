import assert from "node:assert/strict";
import { test } from "node:test";
import { refusalOf } from "../refusal-of.ts";

const refusal = (netDevices: object, namespaces: object[] = [{ type: "network" }]) =>
  refusalOf({ linux: { namespaces, netDevices } });

test("devices move to a network namespace", () => {
  assert.equal(refusal({ eth0: {}, dummy0: { name: "eth%d" } }), undefined);
  assert.equal(refusal({}, []), undefined);
  assert.equal(refusal({ eth0: {} }, []), 'linux.netDevices: needs a "network" entry in linux.namespaces');
});

test("names are the kernel's", () => {
  for (const name of ["x".repeat(16), ".", "..", "a/b", "a:b", "a b"]) {
    assert.match(refusal({ [name]: {} }) ?? "", /: cannot be the name of a network device$/, name);
    assert.match(refusal({ eth0: { name } }) ?? "", /^linux\.netDevices\.eth0\.name: /, name);
  }
  assert.equal(refusal({ ["x".repeat(15)]: { name: "y".repeat(15) } }), undefined);
});

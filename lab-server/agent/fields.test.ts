import assert from "node:assert/strict";
import { test } from "node:test";
import { StatusCode } from "../../ttrpc/status.ts";
import { requireBytes, requireEnvironment, requirePath, requireRange, requireWords } from "./fields.ts";

const refused = (field: string) => ({
  code: StatusCode.INVALID_ARGUMENT,
  message: new RegExp(`^${field} must be `),
});

test("a field that may not be so is named", () => {
  assert.throws(() => requireRange("rows", 0, { least: 1, most: 1000 }), refused("rows"));
  assert.throws(() => requireRange("rows", 1001, { least: 1, most: 1000 }), refused("rows"));
  assert.throws(() => requirePath("etc/hosts"), refused("path"));
  assert.throws(() => requirePath("/etc\0/hosts"), refused("path"));
  assert.throws(() => requirePath(`/${"a".repeat(4096)}`), refused("path"));
  assert.throws(
    () => requireBytes("entropy", new Uint8Array(31), { least: 32, most: 512 }),
    refused("entropy"),
  );
  assert.throws(() => requireWords("argv", ["a", "b\0"]), refused("argv"));
  for (const environment of [{ "": "a" }, { "A=B": "a" }, { "A\0": "a" }, { A: "a\0" }]) {
    assert.throws(() => requireEnvironment(environment as Record<string, string>), refused("environment"));
  }
});

test("what may be so passes", () => {
  assert.equal(requireRange("rows", 1000, { least: 1, most: 1000 }), 1000);
  assert.equal(requirePath("/etc/hosts"), "/etc/hosts");
  assert.deepEqual(requireEnvironment({ A: "=x" }), { A: "=x" });
});

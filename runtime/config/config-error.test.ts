import assert from "node:assert/strict";
import { test } from "node:test";
import { ConfigError, quoted, shown } from "./config-error.ts";

const config = { name: "config.json", prefix: "" };

test("a message begins with the place, written as in code", () => {
  const error = new ConfigError(config, ["linux", "namespaces", 2, "type"], "is odd");
  assert.equal(error.message, "linux.namespaces[2].type: is odd");
  assert.equal(error.pointer, "/linux/namespaces/2/type");
  assert.equal(String(error), "ConfigError: linux.namespaces[2].type: is odd");
});

test("names that are no identifiers stand in brackets", () => {
  const error = new ConfigError(config, ["linux", "sysctl", 'net/a~b."c"'], "is odd");
  assert.equal(error.message, 'linux.sysctl["net/a~b.\\"c\\""]: is odd');
  assert.equal(error.pointer, '/linux/sysctl/net~1a~0b."c"');
});

test("the top has the document's name", () => {
  assert.equal(new ConfigError(config, [], "is odd").message, "config.json: is odd");
});

test("a prefix belongs to the place, not to the pointer", () => {
  const error = new ConfigError({ name: "process.json", prefix: "process" }, ["args", 0], "is odd");
  assert.equal(error.message, "process.args[0]: is odd");
  assert.equal(error.pointer, "/args/0");
});

test("what was found is shown on one short line", () => {
  assert.equal(shown("a\nb"), '"a\\nb"');
  assert.equal(shown(-1), "-1");
  assert.equal(shown(2n ** 64n), "18446744073709551616");
  assert.equal(shown(null), "null");
  assert.equal(shown([]), "an empty list");
  assert.equal(shown([1]), "a list");
  assert.equal(shown({}), "an object");
  assert.equal(quoted("x".repeat(61)), `"${"x".repeat(60)}"…`);
});

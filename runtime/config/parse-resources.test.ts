import assert from "node:assert/strict";
import { test } from "node:test";
import { parseResources } from "./parse-resources.ts";

test("resources are a document of their own", () => {
  assert.deepEqual(parseResources('{"memory":{"limit":-1},"cpu":{"shares":512,"cpus":""}}'), {
    memory: { limit: -1n },
    cpu: { shares: 512n },
  });
});

test("places begin with resources, pointers at the top", () => {
  assert.throws(() => parseResources('{"pids":{"limit":-2}}'), {
    name: "ConfigError",
    message: "resources.pids.limit: must be an integer from -1 to 9223372036854775807, found -2",
    pointer: "/pids/limit",
  });
  assert.throws(() => parseResources('{"cpu":{"cpus":"3-1"}}'), {
    message: 'resources.cpu.cpus: must be a list as "0-3,7", found "3-1"',
  });
  assert.throws(() => parseResources("x"), { message: /^resources\.json: line 1, column 1: / });
});

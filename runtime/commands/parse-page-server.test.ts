import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePageServer } from "./parse-page-server.ts";

test("an address and a port are taken apart", () => {
  assert.deepEqual(parsePageServer("10.0.0.1:1234"), { address: "10.0.0.1", port: 1234 });
  assert.deepEqual(parsePageServer("[fe80::1]:1"), { address: "fe80::1", port: 1 });
});

test("anything else is refused", () => {
  for (const text of ["", "host", "host:", ":1", "host:0", "host:65536", "fe80::1:1", "host:1x"])
    assert.throws(() => parsePageServer(text), /--page-server/, text);
});

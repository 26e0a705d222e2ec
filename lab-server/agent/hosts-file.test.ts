import assert from "node:assert/strict";
import { test } from "node:test";
import { withOwnName } from "./hosts-file.ts";

test("the own name replaces the one before, in its place", () => {
  const hosts = "127.0.0.1\tlocalhost\n127.0.1.1 old old.local\n::1\tip6-localhost\n";
  assert.equal(withOwnName(hosts, "new"), "127.0.0.1\tlocalhost\n127.0.1.1\tnew\n::1\tip6-localhost\n");
});

test("without one before it comes last, and twice is as once", () => {
  const once = withOwnName("127.0.0.1\tlocalhost\n", "vm");
  assert.equal(once, "127.0.0.1\tlocalhost\n127.0.1.1\tvm\n");
  assert.equal(withOwnName(once, "vm"), once);
  assert.equal(withOwnName("127.0.0.1 localhost", "vm"), "127.0.0.1 localhost\n127.0.1.1\tvm\n");
});

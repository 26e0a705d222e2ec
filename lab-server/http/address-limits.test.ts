import assert from "node:assert/strict";
import { test } from "node:test";
import { AddressLimits } from "./address-limits.ts";

test("each address has a limit of its own", () => {
  const limits = new AddressLimits(2);
  assert.deepEqual(
    [limits.take("192.0.2.1", 0), limits.take("192.0.2.1", 0), limits.take("192.0.2.1", 0)],
    [true, true, false],
  );
  assert.equal(limits.take("192.0.2.2", 0), true);
  assert.equal(limits.take("192.0.2.1", 30_000), true);
});

test("a household cannot multiply by its many addresses", () => {
  const limits = new AddressLimits(1);
  assert.equal(limits.take("2001:db8:1:2:aaaa::1", 0), true);
  assert.equal(limits.take("2001:db8:1:2:bbbb::2", 0), false);
  assert.equal(limits.take("2001:db8:1:3:aaaa::1", 0), true);
});

test("ten thousand addresses are kept in mind, no more", () => {
  const limits = new AddressLimits(1);
  for (let i = 0; i < 10_001; i++) limits.take(`10.0.${i >> 8}.${i & 255}`, 0);
  assert.equal(limits.take("10.0.0.0", 0), true, "the first was forgotten");
  assert.equal(limits.take("10.0.39.16", 0), false, "the last was not");
});

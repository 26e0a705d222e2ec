import assert from "node:assert/strict";
import { test } from "node:test";
import { TokenBucket } from "./token-bucket.ts";

test("a burst is allowed, then so many a second", () => {
  const bucket = new TokenBucket({ perSecond: 2, burst: 3, nowMs: 0 });
  assert.deepEqual(
    [0, 0, 0, 0].map((now) => bucket.take(now)),
    [true, true, true, false],
  );
  assert.equal(bucket.take(499), false);
  assert.equal(bucket.take(500), true);
  assert.equal(bucket.take(501), false);
});

test("a long rest fills it to the burst and no further", () => {
  const bucket = new TokenBucket({ perSecond: 100, burst: 2, nowMs: 0 });
  bucket.take(0);
  assert.equal(bucket.isFull(1), false);
  assert.equal(bucket.isFull(1e9), true);
  assert.deepEqual(
    [1e9, 1e9, 1e9].map((now) => bucket.take(now)),
    [true, true, false],
  );
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { isStatusCode, StatusCode, TtrpcError } from "./status.ts";

test("a TtrpcError stays itself, anything else is wrapped once and kept as the cause", () => {
  const own = new TtrpcError(StatusCode.ABORTED, "own");
  assert.equal(TtrpcError.from(own), own);
  const foreign = new RangeError("foreign");
  const wrapped = TtrpcError.from(foreign);
  assert.deepEqual([wrapped.code, wrapped.message, wrapped.cause], [StatusCode.UNKNOWN, "foreign", foreign]);
  assert.equal(TtrpcError.from(wrapped), wrapped);
});

test("whatever is thrown can be wrapped", () => {
  for (const thrown of [undefined, null, 3, "text", Symbol("s"), Object.create(null), { toString: null }]) {
    assert.equal(TtrpcError.from(thrown).cause, thrown);
  }
  assert.equal(TtrpcError.from("text").message, "text");
});

test("the codes are gRPC's 17", () => {
  const codes = Object.values(StatusCode);
  assert.deepEqual(
    codes,
    Array.from({ length: 17 }, (_, code) => code),
  );
  assert.ok(codes.every(isStatusCode));
  assert.ok(![-1, 17, 1.5, Number.NaN].some(isStatusCode));
});

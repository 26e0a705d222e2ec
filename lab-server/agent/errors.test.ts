import assert from "node:assert/strict";
import { test } from "node:test";
import { Errno } from "../../sys/errno.ts";
import { SystemError } from "../../sys/system-error.ts";
import { StatusCode, TtrpcError } from "../../ttrpc/status.ts";
import { callError } from "./errors.ts";

test("a failed system call gets the code that says what it means", () => {
  const cause = new SystemError("openat", Errno.ENOENT);
  const error = callError("Cannot read /nope", cause);
  assert.equal(error.code, StatusCode.NOT_FOUND);
  assert.equal(error.message, "Cannot read /nope: openat: ENOENT");
  assert.equal(error.cause, cause);
  assert.equal(callError("x", new SystemError("openat", Errno.EACCES)).code, StatusCode.PERMISSION_DENIED);
  assert.equal(callError("x", new SystemError("openat", 999)).code, StatusCode.INTERNAL);
});

test("an error that has its code already stays as it is", () => {
  const error = new TtrpcError(StatusCode.OUT_OF_RANGE, "offset");
  assert.equal(callError("Cannot read output", error), error);
});

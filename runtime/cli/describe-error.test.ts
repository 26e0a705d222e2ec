import assert from "node:assert/strict";
import { test } from "node:test";
import { describeError } from "./describe-error.ts";

test("the cause follows what it caused", () => {
  const inner = new Error("mount: EPERM", { cause: new Error("no rights") });
  assert.equal(
    describeError(new Error("Cannot mount /proc", { cause: inner })),
    "Cannot mount /proc: mount: EPERM: no rights",
  );
});

test("a cause that is named already is not repeated", () => {
  assert.equal(
    describeError(new Error("Cannot mount: EPERM", { cause: new Error("EPERM") })),
    "Cannot mount: EPERM",
  );
});

test("what is not an error is shown as it is", () => {
  assert.equal(describeError("out of memory"), "out of memory");
});

test("a mistake of the program is told as one", () => {
  assert.equal(
    describeError(new Error("Cannot mount /proc", { cause: new TypeError("not a function") })),
    "Cannot mount /proc: a mistake in cloison, please report it: TypeError: not a function",
  );
});

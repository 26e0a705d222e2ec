import assert from "node:assert/strict";
import { test } from "node:test";
import { saysReady } from "./says-ready.ts";

test("one line says it, among others or alone", () => {
  for (const message of ["READY=1", "READY=1\n", "STATUS=up\nREADY=1\nMAINPID=7"])
    assert.ok(saysReady(message));
});

test("anything else does not", () => {
  for (const message of ["", "READY=0", "XREADY=1", "STATUS=READY=1", "READY=10"])
    assert.ok(!saysReady(message));
});

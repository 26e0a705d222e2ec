import assert from "node:assert/strict";
import { test } from "node:test";
import { judge } from "./runtime-tools-suite.ts";

test("a program passes when nothing failed and something held", () => {
  assert.equal(judge(0, "TAP version 13\nok 1 - a\nok 2 # SKIP not set\n1..2\n").outcome, "passed");
  assert.equal(judge(0, "ok 1 - a\nnot ok 2 - b\n1..2\n").outcome, "failed");
  assert.equal(judge(1, "ok 1 - a\n1..1\n").outcome, "failed");
});

test("a program of skipped points alone is skipped, with its reason", () => {
  assert.deepEqual(judge(0, "1..1\nok 1 # SKIP no AppArmor\n"), {
    outcome: "skipped",
    detail: "no AppArmor",
  });
});

test("a program that reports nothing has failed", () => {
  assert.equal(judge(0, "").outcome, "failed");
});

test("the detail of a failure leaves out the points that held", () => {
  const { detail } = judge(0, "ok 1 - fine\nnot ok 2 - broken\n  ---\n  why\n  ...\n");
  assert.doesNotMatch(detail, /fine/);
  assert.match(detail, /not ok 2 - broken\n {2}---\n {2}why/);
});

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

test("a program without points has passed unless it says what was wrong", () => {
  assert.equal(judge(0, "TAP version 13\n1..0\n").outcome, "passed");
  assert.equal(
    judge(0, 'TAP version 13\n  ---\n  {"error": "no hook ran"}\n  ...\n1..0\n').outcome,
    "failed",
  );
  assert.equal(judge(2, "TAP version 13\n1..0\n").outcome, "failed");
});

test("the detail of a failure is about what failed", () => {
  const report = "ok 1 - fine\n  ---\n  well\n  ...\nnot ok 2 - broken\n  ---\n  why\n  ...\n";
  const { detail } = judge(0, report);
  assert.doesNotMatch(detail, /fine|well/);
  assert.match(detail, /not ok 2 - broken\n {2}---\n {2}why/);
});

test("the report of the program in the container is looked into", () => {
  const inner = '  "stdout": "TAP version 13\\nok 1 - a\\nnot ok 2 - the inner one\\nok 3 - b\\n"';
  const { detail } = judge(0, `  ---\n${inner}\n  ...\nnot ok 1 - outer\n`);
  assert.match(detail, /not ok 2 - the inner one\n/);
  assert.doesNotMatch(detail, /ok 3/);
});

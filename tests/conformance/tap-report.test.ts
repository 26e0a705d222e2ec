import assert from "node:assert/strict";
import { test } from "node:test";
import { tapPoint } from "./tap-report.ts";

test("points of both suites", () => {
  const passed = { outcome: "passed", description: "mount-ro", reason: "" };
  assert.deepEqual(tapPoint("ok 12 - mount-ro"), passed);
  assert.deepEqual(tapPoint("ok 12 - mount-ro # 0.123s"), passed);
  assert.deepEqual(tapPoint("not ok 3 - has expected user ID"), {
    outcome: "failed",
    description: "has expected user ID",
    reason: "",
  });
  assert.deepEqual(tapPoint("ok 2 - exec #SKIP"), { outcome: "skipped", description: "exec", reason: "" });
  assert.deepEqual(tapPoint("ok 2 - exec #SKIP no criu # 0.001s"), {
    outcome: "skipped",
    description: "exec",
    reason: "no criu",
  });
  assert.deepEqual(tapPoint("ok 4 # SKIP process.rlimits not set"), {
    outcome: "skipped",
    description: "",
    reason: "process.rlimits not set",
  });
});

test("a point that is expected to fail is no failure", () => {
  assert.equal(tapPoint("not ok 7 # TODO - we need the major")?.outcome, "skipped");
});

test("other lines are no points", () => {
  for (const line of ["1..3", "TAP version 13", "# ok 1", "  ok", "okay", "not okay", ""])
    assert.equal(tapPoint(line), undefined, line);
});

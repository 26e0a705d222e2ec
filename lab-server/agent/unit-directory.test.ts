import assert from "node:assert/strict";
import { test } from "node:test";
import { unitDirectory } from "./unit-directory.ts";

test("the unit lies above the agent's own cgroup", () => {
  const membership = "0::/system.slice/cloison-agent.service/agent\n";
  assert.equal(unitDirectory(membership), "/sys/fs/cgroup/system.slice/cloison-agent.service");
});

test("outside a delegated unit there is none", () => {
  for (const membership of ["0::/\n", "0::/user.slice/session-1.scope\n", "12:memory:/agent\n", ""]) {
    assert.equal(unitDirectory(membership), undefined);
  }
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { namespaceFlags, planLinuxNamespaces } from "./plan-linux-namespaces.ts";

test("what is new comes with the birth, apart from the cgroup namespace", () => {
  const plan = planLinuxNamespaces([{ type: "pid" }, { type: "mount" }, { type: "uts" }, { type: "cgroup" }]);
  assert.equal(plan.bornWith, namespaceFlags.pid | namespaceFlags.mount | namespaceFlags.uts);
  assert.deepEqual([plan.makesCgroup, plan.needsForerunner], [true, false]);
});

test("init itself joins what is no pid and no user namespace", () => {
  const plan = planLinuxNamespaces([{ type: "mount" }, { type: "network", path: "/run/netns/blue" }]);
  assert.deepEqual(plan.joins, [{ type: "network", path: "/run/netns/blue", index: 1 }]);
  assert.equal(plan.needsForerunner, false);
});

test("a pid or user namespace to join, a new time namespace, and joins beside a new user need a forerunner", () => {
  for (const entries of [
    [{ type: "pid", path: "/proc/1/ns/pid" }],
    [{ type: "user", path: "/proc/1/ns/user" }],
    [{ type: "time" }],
    [{ type: "user" }, { type: "network", path: "/run/netns/blue" }],
  ] as const)
    assert.ok(planLinuxNamespaces(entries).needsForerunner);
  assert.ok(!planLinuxNamespaces([{ type: "user" }, { type: "pid" }]).needsForerunner);
});

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { parseCgroupMembership } from "./parse-cgroup-membership.ts";
import { readFixture } from "./read-fixture.ts";

const membership = (state: string) => parseCgroupMembership(readFixture(`proc/${state}/cgroup`));

test("on a machine with cgroup v2 alone there is one place", () => {
  assert.deepEqual(membership("init"), { unified: { path: "/init.scope", removed: false }, legacy: [] });
});

test("colons, blanks and backslashes belong to the group's name", () => {
  assert.deepEqual(membership("odd-cgroup").unified, { path: "/a b:c\\d", removed: false });
});

test("a removed group is told from its name", () => {
  assert.deepEqual(membership("zombie-in-removed-cgroup").unified, { path: "/a b:c\\d", removed: true });
});

test("hierarchies of cgroup v1 stand beside", () => {
  const { unified, legacy } = membership("hybrid-cgroups");
  assert.deepEqual(unified, { path: "/harbour", removed: false });
  assert.deepEqual(
    legacy.map(({ hierarchy, controllers, path }) => [hierarchy, controllers.join(), path]),
    [
      [9, "name=systemd", "/"],
      [8, "pids", "/harbour"],
      [7, "blkio", "/"],
      [6, "freezer", "/"],
      [5, "devices", "/"],
      [4, "memory", "/harbour"],
      [3, "cpuset", "/"],
      [2, "cpuacct", "/"],
      [1, "cpu", "/"],
    ],
  );
});

test("the kernel under this test is understood too", () => {
  const { unified, legacy } = parseCgroupMembership(readFileSync("/proc/self/cgroup", "utf8"));
  assert.ok(unified !== undefined || legacy.length > 0);
});

test("a process that is gone has no places; a malformed line is refused", () => {
  assert.deepEqual(parseCgroupMembership(""), { legacy: [] });
  for (const text of ["0:/\n", "x::/\n", "0::relative\n", "\n"])
    assert.throws(() => parseCgroupMembership(text), /^Error: Cannot parse cgroup: /);
});

test("any path that the kernel allows comes back", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (name) => {
      fc.pre(!name.includes("\n") && !name.endsWith(" (deleted)"));
      assert.deepEqual(parseCgroupMembership(`0::/${name}\n`).unified, { path: `/${name}`, removed: false });
    }),
  );
});

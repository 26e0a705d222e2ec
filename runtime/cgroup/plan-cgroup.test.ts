import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { type CgroupRequest, planCgroup } from "./plan-cgroup.ts";

const proc = new URL("../../fixtures/proc/", import.meta.url);
const shellGroups = readFileSync(new URL("shell/cgroup", proc), "utf8");
const hybridGroups = readFileSync(new URL("hybrid-cgroups/cgroup", proc), "utf8");

const request: CgroupRequest = {
  id: "box",
  cgroupsPath: undefined,
  driver: "file",
  isRootless: false,
  annotations: {},
  mount: "/sys/fs/cgroup",
  ownGroups: () => shellGroups,
  userManagerGroup: () => assert.fail("the user's systemd is asked for nothing"),
};
const place = (change: Partial<CgroupRequest>) => planCgroup({ ...request, ...change });
const folder = (change: Partial<CgroupRequest>) => place(change).folder;

test("an absolute path counts from the root of the hierarchy, and our own group is not asked", () => {
  const ownGroups = () => assert.fail("asked");
  assert.equal(folder({ cgroupsPath: "/a/b", ownGroups }), "/sys/fs/cgroup/a/b");
  assert.equal(place({ cgroupsPath: "/a/b" }).isAsked, true);
});

test("no path leads out of the hierarchy", () => {
  assert.equal(folder({ cgroupsPath: "/../../etc" }), "/sys/fs/cgroup/etc");
  assert.equal(folder({ cgroupsPath: "../../../x", ownGroups: () => "0::/a/b\n" }), "/sys/fs/cgroup/a/x");
  assert.equal(folder({ ownGroups: () => "0::/../..\n" }), "/sys/fs/cgroup/box");
});

test("without a path, or with a relative one, the group goes beside our own", () => {
  const own = /^0::(.*)\/[^/]*$/m.exec(shellGroups)?.[1];
  assert.equal(folder({}), `/sys/fs/cgroup${own}/box`);
  assert.equal(folder({ cgroupsPath: "pods/./one/" }), `/sys/fs/cgroup${own}/pods/one`);
  assert.equal(place({}).isAsked, false);
});

test("in the root group and on a hybrid host it goes right below the unified mount", () => {
  const mount = "/sys/fs/cgroup/unified";
  assert.equal(folder({ ownGroups: () => hybridGroups, mount }), "/sys/fs/cgroup/unified/box");
});

test("the root group itself is refused", () => {
  assert.throws(() => place({ cgroupsPath: "/x/.." }), /^Error: linux\.cgroupsPath: \/ is the root/);
});

test("a host whose processes are in no v2 group is refused", () => {
  assert.throws(() => place({ ownGroups: () => "4:memory:/\n" }), /no line 0::/);
});

test("systemd: a scope in its slice, which lies in the slices that its name tells", () => {
  assert.deepEqual(place({ driver: "systemd", cgroupsPath: "a-b.slice:docker:17" }), {
    driver: "systemd",
    mount: "/sys/fs/cgroup",
    folder: "/sys/fs/cgroup/a.slice/a-b.slice/docker-17.scope",
    isAsked: true,
    isRootless: false,
    unit: { name: "docker-17.scope", slice: "a-b.slice", isUser: false, properties: {} },
  });
  assert.equal(folder({ driver: "systemd" }), "/sys/fs/cgroup/system.slice/cloison-box.scope");
  assert.equal(folder({ driver: "systemd", cgroupsPath: ":p:n" }), "/sys/fs/cgroup/system.slice/p-n.scope");
  assert.equal(folder({ driver: "systemd", cgroupsPath: "-.slice:p:n" }), "/sys/fs/cgroup/p-n.scope");
  assert.equal(folder({ driver: "systemd", cgroupsPath: "::a-b.slice" }), "/sys/fs/cgroup/a.slice/a-b.slice");
});

test("systemd of a user: below the group of its manager", () => {
  const user = place({
    driver: "systemd",
    isRootless: true,
    userManagerGroup: () => "/user.slice/user-7.slice/user@7.service",
  });
  assert.equal(
    user.folder,
    "/sys/fs/cgroup/user.slice/user-7.slice/user@7.service/user.slice/cloison-box.scope",
  );
  assert.equal(user.unit?.slice, "user.slice");
});

test("systemd: what is no slice:prefix:name is refused", () => {
  for (const cgroupsPath of ["/a", "a.slice:b", "a.slice:b:", "a.slice:b:c:d", "a/b.slice:c:d"])
    assert.throws(
      () => place({ driver: "systemd", cgroupsPath }),
      /^Error: linux\.cgroupsPath: must be slice/,
    );
  for (const cgroupsPath of ["a:b:c", "a--b.slice:c:d", "-a.slice:c:d", ".slice:c:d"])
    assert.throws(() => place({ driver: "systemd", cgroupsPath }), /is not the name of a slice/);
});

test("systemd: properties of the unit come from annotations", () => {
  const annotations = { "org.systemd.property.CollectMode": "'inactive-or-failed'", other: "x" };
  assert.deepEqual(place({ driver: "systemd", annotations }).unit?.properties, {
    CollectMode: "'inactive-or-failed'",
  });
  assert.throws(
    () => place({ driver: "systemd", annotations: { "org.systemd.property.a-b": "1" } }),
    /^Error: annotations\["org\.systemd\.property\.a-b"\]/,
  );
});

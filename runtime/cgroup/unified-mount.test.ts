import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { findUnifiedMount } from "./unified-mount.ts";

const pure = readFileSync(new URL("../../fixtures/proc/init/mountinfo", import.meta.url), "utf8");
const old = "33 31 0:30 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu\n";
const at = (point: string, root = "/") =>
  `41 31 0:38 ${root} ${point} rw,relatime shared:4 - cgroup2 cgroup2 rw\n`;

test("a host of systemd has it at /sys/fs/cgroup", () => {
  assert.equal(findUnifiedMount(pure), "/sys/fs/cgroup");
});

test("a hybrid host has it beside those of v1", () => {
  assert.equal(findUnifiedMount(old + at("/sys/fs/cgroup/unified")), "/sys/fs/cgroup/unified");
});

test("the usual place is preferred, and any whole one will do", () => {
  assert.equal(findUnifiedMount(at("/mnt/one") + at("/sys/fs/cgroup/unified")), "/sys/fs/cgroup/unified");
  assert.equal(findUnifiedMount(old + at("/mnt/a\\040b")), "/mnt/a b");
  assert.equal(findUnifiedMount(at("/sys/fs/cgroup", "/part") + at("/mnt/two")), "/mnt/two");
});

test("pure v1 is refused with the remedy, and so is nothing at all", () => {
  assert.throws(() => findUnifiedMount(old), /cgroup v1 only.*systemd\.unified_cgroup_hierarchy=1/);
  assert.throws(() => findUnifiedMount(""), /no cgroup2 file system is mounted/);
});

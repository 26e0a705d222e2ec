import assert from "node:assert/strict";
import { readlinkSync } from "node:fs";
import { test } from "node:test";
import { parseLinuxNamespaceLink } from "./parse-linux-namespace-link.ts";
import { readFixture } from "./read-fixture.ts";

const links = (state: string): Map<string, { kind: string; inode: bigint }> =>
  new Map(
    readFixture(`proc/${state}/ns`)
      .trimEnd()
      .split("\n")
      .map((line) => line.split(" ") as [string, string])
      .map(([name, target]) => [name, parseLinuxNamespaceLink(target)]),
  );

test("process 1 is in the Linux namespaces that the kernel starts with", () => {
  const init = links("init");
  // Their numbers are fixed in include/uapi/linux/nsfs.h and older than it.
  assert.deepEqual(init.get("uts"), { kind: "uts", inode: 0xeffffffen });
  assert.deepEqual(init.get("pid"), { kind: "pid", inode: 0xeffffffcn });
  assert.deepEqual(init.get("pid_for_children"), init.get("pid"));
  assert.deepEqual(init.get("user"), { kind: "user", inode: 0xeffffffdn });
});

test("an unshared process has others, and shares the rest", () => {
  const [init, unshared] = [links("init"), links("unmapped-user")];
  for (const kind of ["user", "pid", "mnt", "uts"])
    assert.notDeepEqual(unshared.get(kind), init.get(kind), kind);
  for (const kind of ["net", "ipc", "cgroup", "time"])
    assert.deepEqual(unshared.get(kind), init.get(kind), kind);
});

test("the kernel under this test is understood too", () => {
  assert.equal(parseLinuxNamespaceLink(readlinkSync("/proc/self/ns/mnt")).kind, "mnt");
});

test("anything else is refused", () => {
  for (const target of [
    "",
    "uts",
    "uts:[]",
    "uts:[1",
    "uts:[x]",
    "/proc/1/ns/uts",
    "uts:[99999999999999999999]",
  ])
    assert.throws(
      () => parseLinuxNamespaceLink(target),
      /^Error: Cannot parse a link of \/proc\/<pid>\/ns: /,
    );
});

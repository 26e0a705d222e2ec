import assert from "node:assert/strict";
import { test } from "node:test";
import { type HostState, hostNeeds } from "./host-needs.ts";

const complete: HostState = {
  hasProgram: () => true,
  hasFile: () => true,
  qemuVersion: "10.0.2",
  isQemuRecent: true,
  isRoot: false,
  hasBrowser: true,
};
const bare: HostState = {
  ...complete,
  hasProgram: () => false,
  hasFile: () => false,
  qemuVersion: undefined,
  isQemuRecent: false,
  hasBrowser: false,
};
const names = (host: HostState, forTests: boolean) =>
  hostNeeds(host, { forTests }).map(({ packageName }) => packageName);

test("a complete host needs nothing", () => {
  assert.deepEqual(names(complete, true), []);
});

test("a bare host needs everything, the browser for tests only", () => {
  const always = ["qemu-system-x86", "qemu-utils", "mmdebstrap", "gpg", "debian-archive-keyring", "uidmap"];
  assert.deepEqual(names(bare, false), always);
  assert.deepEqual(names(bare, true), [...always, "chromium"]);
});

test("root needs no mapping of user ids, but for tests with ordinary users", () => {
  assert.ok(!names({ ...bare, isRoot: true }, false).includes("uidmap"));
  assert.ok(names({ ...bare, isRoot: true }, true).includes("uidmap"));
});

test("an old QEMU is refused with the reason", () => {
  const [need] = hostNeeds({ ...complete, qemuVersion: "7.2.19", isQemuRecent: false }, { forTests: false });
  assert.equal(need?.packageName, "qemu-system-x86");
  assert.match(need?.purpose ?? "", /7\.2\.19 is too old.*cmpxchg16b/);
});

import assert from "node:assert/strict";
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { kvmGroup, whyNoDevice } from "./kvm-device.ts";

/** Only root may give a file to a group. */
const skip = process.getuid?.() === 0 ? false : "needs root";

function file(t: TestContext, mode: number, gid = process.getgid?.() ?? 0): string {
  const folder = mkdtempSync(join(tmpdir(), "cloison-kvm-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "kvm");
  writeFileSync(path, "");
  chownSync(path, -1, gid);
  chmodSync(path, mode);
  return path;
}

test("a device for everybody needs no group", (t) => {
  const device = file(t, 0o666);
  assert.equal(kvmGroup(device), undefined);
  assert.equal(whyNoDevice({ isRoot: true }, device), undefined);
});

test("a device for a group is reached through that group", { skip }, (t) => {
  const device = file(t, 0o660, 104);
  assert.equal(kvmGroup(device), 104);
  assert.equal(whyNoDevice({ isRoot: true }, device), undefined);
});

test("root's group is not given to machines", { skip }, (t) => {
  for (const mode of [0o660, 0o600]) {
    const device = file(t, mode, 0);
    assert.equal(kvmGroup(device), undefined);
    assert.match(whyNoDevice({ isRoot: true }, device) ?? "", /only root may use/);
  }
});

test("no device is no device", () => {
  assert.match(whyNoDevice({ isRoot: true }, "/nowhere/kvm") ?? "", /this host offers no/);
});

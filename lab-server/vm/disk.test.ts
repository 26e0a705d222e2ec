import assert from "node:assert/strict";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { allocatedMiB, freeDiskMiB, machineToEnd } from "./disk.ts";

const users = [
  { id: "little", writtenMiB: 20 },
  { id: "most", writtenMiB: 900 },
  { id: "much", writtenMiB: 400 },
];

test("the machine that has written most ends when the disk is nearly full, not before", () => {
  assert.equal(machineToEnd(users, { freeMiB: 512, reserveMiB: 1024 }), undefined);
  assert.equal(machineToEnd(users, { freeMiB: 511, reserveMiB: 1024 }), "most");
  assert.equal(machineToEnd([], { freeMiB: 0, reserveMiB: 1024 }), undefined);
});

test("none ends for what something else has written", () => {
  assert.equal(machineToEnd(users.slice(0, 1), { freeMiB: 0, reserveMiB: 1024 }), undefined);
});

test("what a file takes, not how long it is", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "cloison-disk-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "sparse");
  writeFileSync(file, Buffer.alloc(2 * 1024 ** 2, "x"), { flush: true });
  truncateSync(file, 4 * 1024 ** 3);
  assert.ok(Math.abs((await allocatedMiB(file)) - 2) < 0.5);
  assert.equal(await allocatedMiB(join(folder, "gone")), 0);
  assert.ok((await freeDiskMiB(folder)) > 0);
});

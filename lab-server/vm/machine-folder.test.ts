import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import {
  checkSocketPaths,
  machineFolder,
  makeMachineFolder,
  newMachineId,
  readMachineFolders,
  removeMachineFolder,
  writeMachineFile,
} from "./machine-folder.ts";

const machines = mkdtempSync(join(tmpdir(), "cloison-folder-"));
after(() => rmSync(machines, { recursive: true, force: true }));
const placed = { placedAt: 1234, spec: { profile: "docker" as const, vcpus: 2, memoryMiB: 1024 } };

describe("a machine's folder", () => {
  it("is whole only once its file is written", async () => {
    const id = newMachineId();
    assert.match(id, /^[0-9a-f]{12}$/);
    const emptyDisk = join(tmpdir(), `cloison-empty-${id}`);
    writeFileSync(emptyDisk, "disk", { mode: 0o444 });
    const folder = machineFolder(machines, id);
    await makeMachineFolder(folder, { emptyDisk, user: undefined });
    rmSync(emptyDisk);
    assert.equal(statSync(folder.vm).mode & 0o777, 0o700);
    assert.equal(statSync(join(folder.vm, "disk.qcow2")).mode & 0o777, 0o600);
    assert.deepEqual(readMachineFolders(machines), [{ folder }]);
    await writeMachineFile(folder, placed);
    assert.deepEqual(readMachineFolders(machines), [{ folder, machine: { id, ...placed } }]);
    await removeMachineFolder(folder);
    assert.deepEqual(readdirSync(machines), []);
  });

  for (const [name, id, contents] of [
    ["half a file", "0123456789ab", '{"version":1,"pla'],
    ["a file of another version", "0123456789ab", JSON.stringify({ version: 2, ...placed })],
    ["a console's name", "console-0123456789ab", JSON.stringify({ version: 1, ...placed })],
  ] as const) {
    it(`is no machine with ${name}`, async () => {
      const folder = machineFolder(machines, id);
      mkdirSync(folder.path);
      writeFileSync(join(folder.path, "machine.json"), contents);
      assert.deepEqual(readMachineFolders(machines), [{ folder }]);
      await removeMachineFolder(folder);
    });
  }
});

it("leaves alone what is not ours", async () => {
  const foreign = join(machines, "lost+found");
  mkdirSync(foreign);
  assert.deepEqual(readMachineFolders(machines), []);
  rmSync(foreign, { recursive: true });
});

describe("checkSocketPaths", () => {
  it("refuses a folder whose sockets the kernel could not name", () => {
    checkSocketPaths("/var/lib/cloison/machines");
    assert.throws(() => checkSocketPaths(`/${"long/".repeat(17)}`), /Set CLOISON_STATE to a shorter one/);
  });
});

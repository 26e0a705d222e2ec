import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { killProcess, processorTimeMs, qemuProcessesBelow, runningProcess } from "./running-process.ts";

const folder = mkdtempSync(join(tmpdir(), "cloison-process-"));
after(() => rmSync(folder, { recursive: true, force: true }));

describe("killProcess", () => {
  it("kills, waits, and does nothing the second time", async () => {
    const child = spawn("sleep", ["60"]);
    await once(child, "spawn");
    const found = runningProcess(child.pid as number);
    assert.ok(found);
    await killProcess(found);
    assert.equal(runningProcess(found.pid), undefined);
    await killProcess(found);
  });

  it("leaves a later process of the same number alone", async () => {
    const found = runningProcess(process.pid);
    assert.ok(found);
    await killProcess({ pid: found.pid, startTicks: `${Number(found.startTicks) + 1}` });
    assert.ok(runningProcess(process.pid));
  });
});

describe("processorTimeMs", () => {
  it("grows with work", () => {
    const self = runningProcess(process.pid);
    assert.ok(self);
    const before = processorTimeMs(self) ?? Number.NaN;
    const untilMs = performance.now() + 60;
    while (performance.now() < untilMs);
    assert.ok((processorTimeMs(self) ?? 0) > before);
    assert.equal(processorTimeMs({ ...self, startTicks: "1" }), undefined);
  });
});

describe("qemuProcessesBelow", () => {
  it("finds QEMU by its working directory, even a deleted one, and nothing else", async () => {
    // Only the name of the program counts here; a sleeping one is enough.
    const program = join(folder, "qemu-system-x86_64");
    copyFileSync("/bin/sleep", program);
    chmodSync(program, 0o755);
    const [kept, deleted] = [join(folder, "kept"), join(folder, "deleted")];
    for (const path of [kept, deleted]) mkdirSync(path);
    const children = [
      spawn(program, ["60"], { cwd: kept }),
      spawn(program, ["60"], { cwd: deleted }),
      spawn("sleep", ["60"], { cwd: kept }),
      spawn(program, ["60"], { cwd: folder }),
    ];
    try {
      await Promise.all(children.map((child) => once(child, "spawn")));
      rmSync(deleted, { recursive: true });
      const found = qemuProcessesBelow(folder);
      assert.deepEqual([...found.keys()].sort(), [deleted, kept]);
      assert.equal(found.get(kept)?.[0]?.pid, children[0]?.pid);
      assert.equal(found.get(deleted)?.[0]?.pid, children[1]?.pid);
    } finally {
      for (const child of children) child.kill("SIGKILL");
    }
  });
});

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { ProcessLock } from "./process-lock.ts";

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "cloison-lock-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("one at a time has it, by whatever path, and each name is a lock of its own", async (t) => {
  const folder = temporaryFolder(t);
  const unlock = await new ProcessLock(folder, "thing").tryTake();
  assert.ok(unlock);
  renameSync(folder, `${folder}-moved`);
  t.after(() => rmSync(`${folder}-moved`, { recursive: true }));
  const lock = new ProcessLock(`${folder}-moved`, "thing");
  assert.equal(await lock.tryTake(), undefined);
  const other = await new ProcessLock(`${folder}-moved`, "other").tryTake();
  assert.ok(other);
  await unlock();
  const again = await lock.tryTake();
  assert.ok(again);
  await Promise.all([again(), other()]);
});

test("who waits gets it when it is let go, one after another", async (t) => {
  const lock = new ProcessLock(temporaryFolder(t), "thing");
  const order: string[] = [];
  const unlock = await lock.take({ onWait: () => assert.fail("nobody has it") });
  const waiters = ["a", "b", "c"].map(async (name) => {
    const letGo = await lock.take({ onWait: () => order.push("waits") });
    order.push(name);
    await letGo();
  });
  while (order.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(order, ["waits", "waits", "waits"]);
  await unlock();
  await Promise.all(waiters);
  assert.deepEqual(order.slice(3).sort(), ["a", "b", "c"]);
});

test("an abort ends the wait", async (t) => {
  const lock = new ProcessLock(temporaryFolder(t), "thing");
  const unlock = await lock.take();
  const controller = new AbortController();
  const reason = new Error("told to end");
  const wait = lock.take({ signal: controller.signal, onWait: () => controller.abort(reason) });
  await assert.rejects(wait, reason);
  await unlock();
});

test("a holder that is killed lets go, and a process that holds it may end by itself", async (t) => {
  const folder = temporaryFolder(t);
  const take = `
    const { ProcessLock } = await import(${JSON.stringify(join(import.meta.dirname, "process-lock.ts"))});
    await new ProcessLock(${JSON.stringify(folder)}, "thing").take();
    console.log("taken");`;
  const run = (script: string) =>
    spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  const short = run(take);
  assert.deepEqual(await once(short, "exit"), [0, null]);

  const holder = run(`${take} setInterval(() => {}, 1000);`);
  await once(holder.stdout, "data");
  let hasWaited = false;
  const unlock = await new ProcessLock(folder, "thing").take({
    onWait: () => {
      hasWaited = true;
      holder.kill("SIGKILL");
    },
  });
  assert.ok(hasWaited);
  await unlock();
});

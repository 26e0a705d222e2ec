import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, test } from "node:test";
import { preparation, serverWithMachines } from "./server-with-machines.ts";

before(preparation);

/** Only root may mount a small disk. */
const skip = process.getuid?.() === 0 ? false : "needs root";

test("who fills the disk is told and loses the machine, who waits for disk is served then", {
  skip,
}, async (t) => {
  const disk = mkdtempSync(join(tmpdir(), "cloison-disk-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=200m", "cloison-disk", disk]);
  const machines = { folder: join(disk, "machines"), reserveDiskMiB: 120 };
  const server = await serverWithMachines(t, { machines });
  t.after(() => {
    execFileSync("umount", [disk]);
    rmdirSync(disk);
  });
  chmodSync(disk, 0o755);
  const filling = await server.newPage();
  const terminal = await filling.startWithTerminal();
  const write = (name: string, mebibytes: number) =>
    filling.type(
      terminal,
      `dd if=/dev/zero of=/root/${name} bs=1M count=${mebibytes} conv=fsync; echo $?-${name}\r`,
    );

  write("some", 90);
  await filling.shows(terminal, /0-some/);
  const waiting = await server.newPage();
  waiting.send({ type: "start", exercise: null });
  await waiting.next("machine", {
    where: ({ machine }) =>
      machine.status === "queued" && machine.waitsFor === "disk" && machine.position === 1,
  });
  assert.equal((await server.machines.list()).length, 1);

  write("more", 80);
  const { machine } = await filling.next("machine", {
    where: (message) => message.machine.status === "none",
  });
  assert.match((machine.status === "none" && machine.reason?.en) || "", /disk was nearly full.*written more/);
  assert.equal((await filling.next("error")).code, "disk-full");
  await waiting.next("machine", { where: (message) => message.machine.status === "running" });
  assert.equal((await server.machines.list()).length, 1);
});

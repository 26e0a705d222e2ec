import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, it, type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openLocalMachines } from "../../lab-server/vm/local-machines.ts";
import { type Machines, PlaceError } from "../../lab-server/vm/machines.ts";
import { qemuProcessesBelow } from "../../lab-server/vm/running-process.ts";
import { defaultMachine } from "../../labs/machine.ts";
import { agentOf } from "./agent-of.ts";
import { machinesFolder, openMachines, prepared } from "./open-machines.ts";

const processesBelow = (folder: string) => [...qemuProcessesBelow(folder).values()].flat();

function assertNothingLeft(folder: string): void {
  assert.deepEqual(readdirSync(folder), []);
  assert.deepEqual(processesBelow(folder), []);
}

/** The next end of a machine. */
const nextEnd = (machines: Machines) =>
  new Promise<{ id: string; reason: string }>((resolve) =>
    machines.onEnded((id, reason) => resolve({ id, reason })),
  );

const isPlaceError = (code: string, message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof PlaceError);
  assert.equal(error.code, code);
  assert.match(error.message, message);
  return true;
};

describe("a machine's end", () => {
  it("leaves nothing when it is dropped, and is told once", async (t) => {
    const { machines, folder } = await openMachines(t);
    const ended: string[] = [];
    machines.onEnded((id, reason) => ended.push(`${id} ${reason}`));
    const id = await machines.place(defaultMachine);
    assert.deepEqual(
      (await machines.list()).map((machine) => [machine.id, machine.spec]),
      [[id, defaultMachine]],
    );
    const stream = await machines.attach(id);
    await Promise.all([machines.drop(id), machines.drop(id)]);
    assertNothingLeft(folder);
    await machines.drop(id);
    await machines.freeze(id);
    assert.deepEqual(ended, [`${id} it was dropped`]);
    assert.deepEqual(await machines.list(), []);
    assert.ok(stream.destroyed);
    await assert.rejects(machines.attach(id), /is gone/);
  });

  it("leaves nothing when QEMU is killed", async (t) => {
    const { machines, folder } = await openMachines(t);
    const id = await machines.place(defaultMachine);
    const end = nextEnd(machines);
    for (const { pid } of processesBelow(folder)) process.kill(pid, "SIGKILL");
    assert.deepEqual(await end, { id, reason: "QEMU ended with SIGKILL" });
    assertNothingLeft(folder);
  });

  it("leaves nothing when the guest switches itself off", async (t) => {
    const { machines, folder } = await openMachines(t);
    const id = await machines.place(defaultMachine);
    const end = nextEnd(machines);
    await using agent = await agentOf(machines, id);
    // sysrq: at once, without asking the system's services.
    void agent.run("echo 1 > /proc/sys/kernel/sysrq; echo o > /proc/sysrq-trigger").catch(() => {});
    assert.deepEqual(await end, { id, reason: "the machine was switched off" });
    assertNothingLeft(folder);
  });
});

describe("freezing", () => {
  it("stops the machine and keeps what it was doing", async (t) => {
    const { machines, folder } = await openMachines(t);
    const id = await machines.place(defaultMachine);
    {
      await using agent = await agentOf(machines, id);
      await agent.run("echo kept > /dev/shm/kept");
    }
    await machines.freeze(id);
    await machines.freeze(id);
    const [qemu] = processesBelow(folder);
    const ticks = () => readFileSync(`/proc/${qemu?.pid}/stat`, "utf8").split(" ").slice(13, 15).map(Number);
    const before = ticks();
    await sleep(2000);
    const used = ticks().map((value, index) => value - (before[index] ?? 0));
    assert.ok(
      used.every((value) => value <= 1),
      `a frozen machine used ${used} ticks in 2 s`,
    );
    await using agent = await agentOf(machines, id);
    assert.equal(await agent.run("cat /dev/shm/kept"), "kept");
  });

  it("loses no host's first call, though its bytes may overtake the news of it", async (t) => {
    const { machines } = await openMachines(t);
    const id = await machines.place(defaultMachine);
    for (let round = 0; round < 80; round++) {
      await using agent = await agentOf(machines, id);
      await agent.client.ping({}, { timeoutMs: 20_000 });
      if (round % 2 === 0) await machines.freeze(id);
    }
  });

  it("gives the agent's stream to the last who asked", async (t) => {
    const { machines } = await openMachines(t);
    const id = await machines.place(defaultMachine);
    const first = await machines.attach(id);
    await using agent = await agentOf(machines, id);
    assert.ok(first.destroyed);
    assert.equal((await agent.client.ping({}, { timeoutMs: 60_000 })).version, "1");
  });
});

describe("a server after another", () => {
  it("takes up the machines that run, and tells when they end", async (t) => {
    const { machines: earlier, folder } = await openMachines(t);
    const ids = [await earlier.place(defaultMachine), await earlier.place(defaultMachine)].sort();
    {
      await using agent = await agentOf(earlier, ids[0] as string);
      await agent.run("echo kept > /dev/shm/kept");
    }
    const placed = await earlier.list();
    await assert.rejects(openMachines(t, { folder }), /another lab server does/);
    await earlier.close();
    assert.equal(processesBelow(folder).length, 2, "closing ends no machine");

    const { machines: later } = await openMachines(t, { folder });
    const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
    assert.deepEqual((await later.list()).sort(byId), placed.sort(byId));
    {
      await using agent = await agentOf(later, ids[0] as string);
      assert.equal(await agent.run("cat /dev/shm/kept"), "kept");
    }
    const end = nextEnd(later);
    const killed = qemuProcessesBelow(folder).get(join(folder, ids[0] as string, "vm"))?.[0];
    process.kill(killed?.pid as number, "SIGKILL");
    assert.deepEqual(await end, { id: ids[0], reason: "QEMU ended" });
    await later.drop(ids[1] as string);
    assertNothingLeft(folder);
  });

  it("removes machines that died meanwhile, and QEMU without a folder", async (t) => {
    const { machines: earlier, folder } = await openMachines(t);
    const [dead, orphan] = [await earlier.place(defaultMachine), await earlier.place(defaultMachine)];
    await earlier.close();
    const processes = qemuProcessesBelow(folder);
    process.kill(processes.get(join(folder, dead, "vm"))?.[0]?.pid as number, "SIGKILL");
    rmSync(join(folder, orphan), { recursive: true });
    const { machines: later } = await openMachines(t, { folder });
    assert.deepEqual(await later.list(), []);
    assertNothingLeft(folder);
  });

  for (const delayMs of [0, 40, 90, 150]) {
    it(`sweeps what one left that was killed ${delayMs} ms into placing`, async (t) => {
      const folder = machinesFolder(t);
      await killWhilePlacing(t, { folder, delayMs });
      const { machines } = await openMachines(t, { folder });
      const ids = (await machines.list()).map(({ id }) => id);
      assert.deepEqual(readdirSync(folder).sort(), ids.sort());
      assert.equal(processesBelow(folder).length, ids.length);
      for (const id of ids) await machines.drop(id);
      assertNothingLeft(folder);
    });
  }
});

async function killWhilePlacing(t: TestContext, options: { folder: string; delayMs: number }): Promise<void> {
  const { templates } = await prepared();
  const script = join(import.meta.dirname, "placing-server.ts");
  const server = spawn(process.execPath, [script, options.folder, JSON.stringify(templates)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => server.kill("SIGKILL"));
  for await (const line of createInterface(server.stdout)) if (line === "placing") break;
  await sleep(options.delayMs);
  server.kill("SIGKILL");
  if (server.exitCode === null && server.signalCode === null)
    await new Promise((resolve) => server.once("exit", resolve));
}

describe("placing is refused", () => {
  it("when the limit of machines is reached, until one ends", async (t) => {
    const { machines } = await openMachines(t, { maxMachines: 1 });
    // Together: the second must see the first, which is not there yet.
    const results = await Promise.allSettled([
      machines.place(defaultMachine),
      machines.place(defaultMachine),
    ]);
    const [first, second] = results;
    assert.ok(first?.status === "fulfilled" && second?.status === "rejected");
    isPlaceError("no-room", /1 machines run, which is the limit/)(second.reason);
    await machines.drop(first.value);
    await machines.drop(await machines.place(defaultMachine));
  });

  it("when memory is short", async (t) => {
    const { machines, folder } = await openMachines(t, { reserveMemoryMiB: 1024 ** 3 });
    await assert.rejects(
      machines.place(defaultMachine),
      isPlaceError("no-room", /the host has 0 MiB for it/),
    );
    assertNothingLeft(folder);
  });

  it("when the disk is full", async (t) => {
    const { machines, folder } = await openMachines(t, { reserveDiskMiB: 1024 ** 3 });
    await assert.rejects(
      machines.place(defaultMachine),
      isPlaceError("no-disk", /must stay: make some room/),
    );
    assertNothingLeft(folder);
  });

  it("when there is no template", async (t) => {
    const { machines, folder } = await openMachines(t);
    await assert.rejects(
      machines.place({ ...defaultMachine, memoryMiB: 777 }),
      isPlaceError(
        "no-template",
        /There is no template with profile linux, 1 processors and 777 MiB: .*npm start/,
      ),
    );
    assertNothingLeft(folder);
  });

  it("when the template cannot be loaded", async (t) => {
    const { templates } = await prepared();
    const broken = templates.map((template) => ({ ...template, folder: "/nowhere" }));
    const { machines, folder } = await openMachines(t, { templates: broken });
    await assert.rejects(
      machines.place(defaultMachine),
      isPlaceError("failed", /Cannot clone the linux template/),
    );
    assertNothingLeft(folder);
    assert.ok(!existsSync("/nowhere"));
  });

  it("when the server is stopping", async (t) => {
    const machines = await openLocalMachines({
      folder: machinesFolder(t),
      templates: (await prepared()).templates,
    });
    await machines.close();
    await assert.rejects(machines.place(defaultMachine), isPlaceError("failed", /is stopping/));
  });
});

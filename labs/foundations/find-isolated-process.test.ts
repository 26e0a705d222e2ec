import assert from "node:assert/strict";
import { test } from "node:test";
import { recordedState } from "../../tests/exercises/recorded-state.ts";
import { type Probe, ProbeError, type ProcessSnapshot } from "../probe/probe.ts";
import { replayAnswers } from "../probe/recording.ts";
import { findIsolatedProcess } from "./find-isolated-process.ts";
import { isolatedHostname } from "./isolated-hostname.ts";

const unsolved = replayAnswers(recordedState(isolatedHostname, "unsolved").recording);
const recorded = await unsolved.listProcesses();
const init = recorded.find(({ pid }) => pid === 1) as ProcessSnapshot;
const { pid: pidInode = 0n, uts: utsInode = 0n } = init.linuxNamespaces;
const udevd = recorded.find(({ comm }) => comm === "systemd-udevd");

interface Added {
  pid: number;
  ownPid?: boolean;
  ownUts?: boolean;
  childrenElsewhere?: boolean;
  /** undefined: it is gone when asked. */
  hostname?: string;
}

/** The recorded machine with a student's processes added. */
function machineWith(added: Added[]): Probe & { asked: number } {
  const machine = {
    ...unsolved,
    asked: 0,
    listProcesses: async () => [
      ...recorded,
      ...added.map(({ pid, ownPid, ownUts, childrenElsewhere }) => {
        const inner = ownPid ? BigInt(pid) : pidInode;
        return {
          ...init,
          pid,
          comm: `p${pid}`,
          cgroup: "0::/\n",
          linuxNamespaces: {
            pid: inner,
            pid_for_children: childrenElsewhere ? BigInt(pid) : inner,
            uts: ownUts ? BigInt(pid) : utsInode,
          },
        };
      }),
    ],
    readFileIn: async (path: string, { pid }: { pid: number }) => {
      machine.asked++;
      const hostname = added.find((process) => process.pid === pid)?.hostname;
      if (hostname === undefined) throw new ProbeError("missing", path);
      return `${hostname}\n`;
    },
  };
  return machine;
}

const nearestPid = async (added: Added[]) =>
  (await findIsolatedProcess(machineWith(added), "harbour-42")).nearest?.process.pid;

test("an untouched machine has no candidate, although udevd has its own UTS namespace", async () => {
  assert.ok(udevd !== undefined && udevd.linuxNamespaces.uts !== utsInode);
  const { machine, nearest } = await findIsolatedProcess(machineWith([]), "harbour-42");
  assert.deepEqual(machine, { hostname: "machine", pidInode, utsInode });
  assert.equal(nearest, undefined);
});

test("the process that satisfies most is the nearest, whatever its age", async () => {
  const solved = { pid: 500, ownPid: true, ownUts: true, hostname: "harbour-42" };
  const misnamed = { pid: 700, ownPid: true, ownUts: true, hostname: "elsewhere" };
  const onlyUts = { pid: 800, ownUts: true, hostname: "harbour-42" };
  const onlyPid = { pid: 900, ownPid: true };
  const forkless = { pid: 950, childrenElsewhere: true };
  assert.equal(await nearestPid([solved, misnamed, onlyUts, onlyPid, forkless]), 500);
  assert.equal(await nearestPid([misnamed, onlyPid, forkless]), 700);
  assert.equal(await nearestPid([onlyPid, forkless]), 900);
  assert.equal(await nearestPid([forkless]), 950);
});

test("of equals the newest is the nearest", async () => {
  assert.equal(
    await nearestPid([
      { pid: 500, ownUts: true, hostname: "a" },
      { pid: 501, ownUts: true, hostname: "b" },
    ]),
    501,
  );
});

test("a process that ends while it is asked keeps what is known of it", async () => {
  const { nearest } = await findIsolatedProcess(
    machineWith([{ pid: 500, ownPid: true, ownUts: true }]),
    "harbour-42",
  );
  assert.equal(nearest?.process.pid, 500);
  assert.equal(nearest.hostname, undefined);
});

test("trouble of ours is not taken for a process that ended", async () => {
  const machine = machineWith([{ pid: 500, ownUts: true }]);
  machine.readFileIn = async (path) => {
    throw new ProbeError("failed", path);
  };
  await assert.rejects(findIsolatedProcess(machine, "harbour-42"), { code: "failed" });
});

test("a dying process without Linux namespaces is passed over", async () => {
  const machine = machineWith([{ pid: 500, ownUts: true, hostname: "a" }]);
  const all = await machine.listProcesses();
  machine.listProcesses = async () => [...all, { ...init, pid: 501, linuxNamespaces: {} }];
  assert.equal((await findIsolatedProcess(machine, "harbour-42")).nearest?.process.pid, 500);
});

test("however many processes a student isolates, few are asked, and the solved one is among them", async () => {
  const many: Added[] = Array.from({ length: 5000 }, (_, index) => ({
    pid: 1000 + index,
    ownUts: true,
    hostname: "a",
  }));
  const machine = machineWith([{ pid: 999, ownPid: true, ownUts: true, hostname: "harbour-42" }, ...many]);
  const { nearest } = await findIsolatedProcess(machine, "harbour-42");
  assert.equal(nearest?.process.pid, 999);
  assert.ok(machine.asked <= 32, `${machine.asked} were asked`);
});

test("a UTS namespace of many processes is asked once", async () => {
  const machine = machineWith([{ pid: 500, ownPid: true, ownUts: true, hostname: "harbour-42" }]);
  const all = await machine.listProcesses();
  const shared = all.at(-1) as ProcessSnapshot;
  machine.listProcesses = async () => [...all, { ...shared, pid: 501 }, { ...shared, pid: 502 }];
  machine.readFileIn = async () => {
    machine.asked++;
    return "harbour-42\n";
  };
  const { nearest } = await findIsolatedProcess(machine, "harbour-42");
  assert.deepEqual([nearest?.process.pid, nearest?.hostname, machine.asked], [502, "harbour-42", 1]);
});

test("a machine whose first process cannot be seen is our trouble", async () => {
  const machine = machineWith([]);
  machine.listProcesses = async () => [];
  await assert.rejects(findIsolatedProcess(machine, "harbour-42"), /those of process 1 are not listed/);
});

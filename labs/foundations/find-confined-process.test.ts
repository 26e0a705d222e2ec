import assert from "node:assert/strict";
import { test } from "node:test";
import { recordedState } from "../../tests/exercises/recorded-state.ts";
import type { Probe, ProcessSnapshot } from "../probe/probe.ts";
import { replayAnswers } from "../probe/recording.ts";
import { findConfinedProcess } from "./find-confined-process.ts";
import { singleCapability } from "./single-capability.ts";

const wanted = 1n << 13n;
const all = 0x1ff_ffff_ffffn;

const unsolved = replayAnswers(recordedState(singleCapability, "unsolved").recording);
const recorded = await unsolved.listProcesses();
const init = recorded.find(({ pid }) => pid === 1) as ProcessSnapshot;

interface Added {
  pid: number;
  permitted: bigint;
  effective?: bigint;
  bounding: bigint;
  state?: string;
}

/** The recorded machine with a student's processes added, their sets written into a real status. */
function machineWith(added: Added[]): Probe {
  const digits = (set: bigint): string => set.toString(16).padStart(16, "0");
  return {
    ...unsolved,
    listProcesses: async () => [
      ...recorded,
      ...added.map(({ pid, permitted, effective = permitted, bounding, state = "S (sleeping)" }) => ({
        ...init,
        pid,
        cgroup: "0::/\n",
        status: init.status
          .replace(/State:.*/, `State:\t${state}`)
          .replace(/CapPrm:.*/, `CapPrm:\t${digits(permitted)}`)
          .replace(/CapEff:.*/, `CapEff:\t${digits(effective)}`)
          .replace(/CapBnd:.*/, `CapBnd:\t${digits(bounding)}`),
      })),
    ],
  };
}

const nearestPid = async (added: Added[]) =>
  (await findConfinedProcess(machineWith(added), wanted)).nearest?.process.pid;

test("an untouched machine has no candidate, although journald and udevd have given capabilities up", async () => {
  assert.ok(
    recorded.some(
      ({ comm, status }) => comm === "systemd-journal" && !status.includes("CapBnd:\t000001ffffffffff"),
    ),
  );
  assert.deepEqual(await findConfinedProcess(machineWith([]), wanted), { all });
});

test("the process whose sets differ in the fewest bits is the nearest, whatever its age", async () => {
  const solved = { pid: 500, permitted: wanted, bounding: wanted };
  const empty = { pid: 600, permitted: 0n, bounding: wanted };
  const two = { pid: 700, permitted: wanted | 1n, bounding: wanted | 1n };
  const unbounded = { pid: 800, permitted: wanted, bounding: all };
  const nobody = { pid: 900, permitted: 0n, bounding: all };
  assert.equal(await nearestPid([solved, empty, two, unbounded, nobody]), 500);
  assert.equal(await nearestPid([empty, two, unbounded, nobody]), 600);
  assert.equal(await nearestPid([two, unbounded, nobody]), 700);
  assert.equal(await nearestPid([unbounded, nobody]), 800);
  assert.equal(await nearestPid([nobody]), 900);
});

test("of equals the newest is the nearest", async () => {
  const two = { permitted: wanted | 1n, bounding: wanted | 1n };
  assert.equal(
    await nearestPid([
      { ...two, pid: 500 },
      { ...two, pid: 501 },
    ]),
    501,
  );
});

test("a process that has ended does not count", async () => {
  assert.equal(
    await nearestPid([{ pid: 500, permitted: wanted, bounding: wanted, state: "Z (zombie)" }]),
    undefined,
  );
  const machine = machineWith([]);
  machine.listProcesses = async () => [init, { ...init, pid: 500, status: "" }];
  assert.equal((await findConfinedProcess(machine, wanted)).nearest, undefined);
});

test("a process with a status of endless groups hides no other", async () => {
  const solved = machineWith([{ pid: 500, permitted: wanted, bounding: wanted }]);
  const all = await solved.listProcesses();
  const status = init.status.replace(/(Groups:).*/s, `$1\t${"65533 ".repeat(10_000)}`);
  const machine = {
    ...solved,
    listProcesses: async () => [{ ...init, pid: 400, status }, ...all, { ...init, pid: 600, status }],
  };
  assert.equal((await findConfinedProcess(machine, wanted)).nearest?.process.pid, 500);
});

test("a first process that cannot be understood is our trouble", async () => {
  const machine = {
    ...machineWith([]),
    listProcesses: async () => [{ ...init, status: "Name:\tsystemd\n" }],
  };
  await assert.rejects(findConfinedProcess(machine, wanted), /Cannot parse status/);
  machine.listProcesses = async () => [];
  await assert.rejects(findConfinedProcess(machine, wanted), /process 1 is not listed/);
});

test("what is permitted but not used is told by the check", async () => {
  const machine = machineWith([
    { pid: 500, permitted: wanted | 1n, effective: wanted, bounding: wanted | 1n },
  ]);
  const [check] = singleCapability.checks;
  const verdict = await check?.verify(machine, { capability: "net_raw", other: "chown" });
  assert.ok(verdict?.status === "unmet");
  assert.match(verdict.found.en, /uses `cap_net_raw`, and is permitted `cap_chown`, `cap_net_raw`\.$/);
});

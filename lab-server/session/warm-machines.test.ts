import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { defaultMachine, type MachineSpec } from "../../labs/machine.ts";
import { type Machines, PlaceError } from "../vm/machines.ts";
import { WarmMachines } from "./warm-machines.ts";

const docker: MachineSpec = { ...defaultMachine, profile: "docker" };

/** Machines that are only counted. */
function countedMachines(room: number) {
  const alive = new Map<string, MachineSpec>();
  let next = 0;
  const listeners: ((id: string, reason: string) => void)[] = [];
  const drop = async (id: string) => {
    if (alive.delete(id)) for (const listener of listeners) listener(id, "dropped");
  };
  const machines: Machines = {
    async place(spec) {
      if (alive.size >= room) throw new PlaceError("no-room", "There is no room.");
      const id = `m${next++}`;
      alive.set(id, spec);
      return id;
    },
    attach: () => Promise.reject(new Error("Not asked for.")),
    freeze: async () => {},
    drop,
    list: async () => [...alive].map(([id, spec]) => ({ id, spec, placedAt: 0 })),
    onEnded: (listener) => listeners.push(listener),
    consoleCommand: () => Promise.reject(new Error("Not asked for.")),
    close: async () => {},
  };
  return { machines, alive };
}

/** As a server uses it: listened to. */
async function warmed(room: number, count: number) {
  const { machines, alive } = countedMachines(room);
  const ended: string[] = [];
  const warm = new WarmMachines({ machines, count, log: () => {} });
  warm.onEnded((id) => ended.push(id));
  await sleep(1100);
  return { warm, alive, ended };
}

test("a click gets a warm machine, and another is warmed", async () => {
  const { warm, alive } = await warmed(10, 2);
  assert.equal(warm.warm, 2);
  const known = [...alive.keys()];
  const id = await warm.place(defaultMachine);
  assert.ok(known.includes(id));
  await sleep(20);
  assert.equal(warm.warm, 2);
  assert.deepEqual(
    (await warm.list()).map((machine) => machine.id),
    [id],
    "warm ones are nobody's business",
  );
  await warm.close();
  assert.deepEqual([...alive.keys()], [id], "no warm one is left behind");
});

test("a warm machine gives way to another kind", async () => {
  const { warm, alive, ended } = await warmed(2, 2);
  const id = await warm.place(docker);
  assert.equal(alive.get(id)?.profile, "docker");
  assert.equal(warm.warm, 1);
  assert.deepEqual(ended, []);
  await warm.close();
});

test("when everything is taken the answer is that there is no room", async () => {
  const { warm } = await warmed(2, 1);
  const ids = [await warm.place(defaultMachine), await warm.place(defaultMachine)];
  assert.equal(new Set(ids).size, 2);
  await assert.rejects(
    warm.place(defaultMachine),
    (error) => error instanceof PlaceError && error.code === "no-room",
  );
  await warm.close();
});

test("a learner's machine that ends is told, a warm one that ends is replaced", async () => {
  const { warm, alive, ended } = await warmed(10, 1);
  const id = await warm.place(defaultMachine);
  await sleep(20);
  await warm.drop(id);
  assert.deepEqual(ended, [id]);
  assert.equal(alive.size, 1);
  await warm.close();
});

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type Machines, PlaceError } from "../../lab-server/vm/machines.ts";
import { openWarmPool, type WarmPoolOptions } from "../../lab-server/vm/warm-pool.ts";
import { defaultMachine } from "../../labs/machine.ts";
import { agentOf } from "./agent-of.ts";
import { openMachines } from "./open-machines.ts";

async function openPool(
  t: TestContext,
  options: { count: number; folder?: string; maxMachines?: number; warmUp?: WarmPoolOptions["warmUp"] },
): Promise<{ pool: Machines; inner: Machines; folder: string; claims: string }> {
  const { count, warmUp, ...rest } = options;
  const { machines: inner, folder } = await openMachines(t, rest);
  const claims = join(folder, "..", "claimed");
  const sizes = [{ spec: defaultMachine, count }];
  const pool = await openWarmPool(inner, { sizes, folder: claims, ...(warmUp && { warmUp }) });
  t.after(() => pool.close());
  return { pool, inner, folder, claims };
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let waitedMs = 0; !(await condition()); waitedMs += 20) {
    assert.ok(waitedMs < 60_000, "it did not come true within a minute");
    await sleep(20);
  }
}

const count = async (machines: Machines) => (await machines.list()).length;

describe("a warm pool", () => {
  it("gives out what waits, refills, and hides what nobody has", async (t) => {
    const warmed: string[] = [];
    const { pool, inner, claims } = await openPool(t, {
      count: 2,
      warmUp: async (machines, id) => {
        await using agent = await agentOf(machines, id);
        await agent.client.ping({}, { timeoutMs: 60_000 });
        warmed.push(id);
      },
    });
    // They are made one after the other: the first waits once the second is being warmed up.
    await until(async () => warmed.length === 2);
    assert.equal(await count(pool), 0);
    await assert.rejects(pool.attach(warmed[0] as string), /is gone/);

    const id = await pool.place(defaultMachine);
    assert.equal(id, warmed[0]);
    assert.deepEqual(readdirSync(claims), [id]);
    await using agent = await agentOf(pool, id);
    assert.equal((await agent.client.ping({}, { timeoutMs: 60_000 })).version, "1");
    await until(async () => warmed.length === 3);
    assert.deepEqual(
      (await pool.list()).map((machine) => machine.id),
      [id],
    );

    const ended: string[] = [];
    pool.onEnded((which) => ended.push(which));
    await pool.drop(id);
    assert.deepEqual(ended, [id]);
    assert.deepEqual(readdirSync(claims), []);
    await pool.close();
    const { machines } = { machines: inner };
    assert.equal(await count(machines), 0, "what waited is gone with the pool");
  });

  it("keeps, after a restart, only what was given out", async (t) => {
    const { pool, inner, folder } = await openPool(t, { count: 2 });
    await until(async () => (await count(inner)) === 2);
    const id = await pool.place(defaultMachine);
    await until(async () => (await count(inner)) === 3);
    // As if the server had crashed: the pool does not get to tidy up.
    await inner.close();
    const { pool: later, inner: laterInner } = await openPool(t, { count: 0, folder });
    assert.deepEqual(
      (await later.list()).map((machine) => machine.id),
      [id],
    );
    assert.equal(await count(laterInner), 1);
    await later.drop(id);
  });

  it("takes nobody's place: a waiting machine gives way, and the limit holds", async (t) => {
    const { pool, inner } = await openPool(t, { count: 1, maxMachines: 1 });
    await until(async () => (await count(inner)) === 1);
    const docker = { ...defaultMachine, profile: "docker" as const };
    const id = await pool.place(docker);
    assert.deepEqual(
      (await inner.list()).map((machine) => machine.id),
      [id],
    );
    await assert.rejects(
      pool.place(defaultMachine),
      (error) => error instanceof PlaceError && error.code === "no-room",
    );
    await pool.drop(id);
  });
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Resources } from "../../config/config.ts";
import { cpuSetBits } from "./cpu-set-bits.ts";
import { limitProperties, withUnitQuota } from "./limit-properties.ts";

const infinity = 2n ** 64n - 1n;
const properties = (resources: Resources, version = 257) =>
  Object.fromEntries(
    limitProperties(resources, () => version).map(([name, { signature, value }]) => [
      name,
      [signature, value],
    ]),
  );

test("limits become properties, none becomes infinity", () => {
  assert.deepEqual(
    properties({
      memory: { limit: 100n, reservation: 50n, swap: 150n },
      pids: { limit: -1n },
      cpu: { shares: 1024n, cpus: "0-1,9", mems: "0" },
      blockIO: { weight: 500 },
    }),
    {
      MemoryMax: ["t", 100n],
      MemoryLow: ["t", 50n],
      MemorySwapMax: ["t", 50n],
      TasksMax: ["t", infinity],
      CPUWeight: ["t", 100n],
      AllowedCPUs: ["ay", Uint8Array.of(3, 2)],
      AllowedMemoryNodes: ["ay", Uint8Array.of(1)],
      IOWeight: ["t", 4950n],
    },
  );
  assert.deepEqual(properties({}), {});
});

test("a quota is rounded up to the percent that systemd counts in, and the file gets the same", () => {
  const resources = { cpu: { quota: 33_333n, period: 100_000n } };
  assert.deepEqual(properties(resources), {
    CPUQuotaPeriodUSec: ["t", 100_000n],
    CPUQuotaPerSecUSec: ["t", 340_000n],
  });
  assert.equal(withUnitQuota(resources).cpu?.quota, 34_000n);
  assert.equal(withUnitQuota({ cpu: { quota: 50_000n } }).cpu?.quota, 50_000n);
  assert.equal(withUnitQuota({ cpu: { quota: -1n } }).cpu?.quota, -1n);
  assert.deepEqual(properties({ cpu: { period: 50_000n } }).CPUQuotaPerSecUSec, ["t", infinity]);
});

test("unified files that systemd knows are told to it, and have the last word", () => {
  assert.deepEqual(
    properties({
      memory: { limit: 100n },
      unified: {
        "memory.max": "200",
        "memory.high": "max",
        "cpu.weight": "77",
        "cpu.max": "max 50000",
        "pids.max": "0",
        "cpuset.cpus": "1",
        "io.max": "8:0 rbps=1",
      },
    }),
    {
      MemoryMax: ["t", 200n],
      MemoryHigh: ["t", infinity],
      CPUWeight: ["t", 77n],
      CPUQuotaPeriodUSec: ["t", 50_000n],
      CPUQuotaPerSecUSec: ["t", infinity],
      TasksMax: ["t", 1n],
      AllowedCPUs: ["ay", Uint8Array.of(2)],
    },
  );
  assert.throws(
    () => properties({ unified: { "memory.max": "12k" } }),
    /^Error: linux\.resources\.unified\["memory\.max"\]/,
  );
  assert.throws(() => properties({ unified: { "cpu.max": "1 2 3" } }), /unified\["cpu\.max"\]/);
});

test("idle is a weight of 0, where systemd knows that", () => {
  assert.deepEqual(properties({ cpu: { idle: 1, shares: 512n } }), { CPUWeight: ["t", 0n] });
  assert.deepEqual(properties({ cpu: { idle: 1 } }, 249), {});
  assert.deepEqual(properties({ unified: { "cpu.idle": "1" } }), { CPUWeight: ["t", 0n] });
});

test("a set of processors as bits", () => {
  assert.deepEqual(cpuSetBits("0", "f"), Uint8Array.of(1));
  assert.deepEqual(cpuSetBits("0-15,17", "f"), Uint8Array.of(255, 255, 2));
  assert.throws(() => cpuSetBits("x", "f"), /^Error: f: must be a list as 0-3,7, found "x"$/);
});

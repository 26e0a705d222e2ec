import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { CgroupStats } from "./cgroup-stats.ts";
import { exactJson } from "./exact-json.ts";
import { pageSizeName } from "./page-size-name.ts";
import { parseFlatKeyed } from "./parse-flat-keyed.ts";
import { parseIoStat } from "./parse-io-stat.ts";
import { parsePressure } from "./parse-pressure.ts";
import { parseRdma } from "./parse-rdma.ts";
import { runcStats } from "./runc-stats.ts";

const file = (name: string) =>
  readFileSync(new URL(`../../../fixtures/cgroup/limited/${name}`, import.meta.url), "utf8");

test("flat keyed files", () => {
  const stat = parseFlatKeyed(file("cpu.stat"));
  assert.equal(stat.usage_usec, BigInt(/^usage_usec (\d+)$/m.exec(file("cpu.stat"))?.[1] ?? -1));
  assert.equal(Object.keys(stat).length, file("cpu.stat").trim().split("\n").length);
  assert.equal(parseFlatKeyed(file("memory.events")).oom_kill, 0n);
});

test("pressure, with and without its second line", () => {
  const text = file("memory.pressure");
  const pressure = parsePressure(text);
  assert.equal(pressure.full.totalUs, BigInt(/full .*total=(\d+)/.exec(text)?.[1] ?? -1));
  assert.equal(pressure.some.average10, Number(/some avg10=([\d.]+)/.exec(text)?.[1]));
  assert.equal(parsePressure("some avg10=1.50 avg60=0.00 avg300=0.00 total=7\n").full.totalUs, 0n);
});

test("io.stat by device, without those that have no counts", () => {
  assert.deepEqual(parseIoStat("8:0 8:16 rbytes=1 wbytes=2\n254:0 \n254:1\n8:32 cost.usage=3 x=y\n"), [
    { major: 8, minor: 16, values: { rbytes: 1n, wbytes: 2n } },
    { major: 8, minor: 32, values: { "cost.usage": 3n } },
  ]);
  const [disk] = parseIoStat(file("io.stat"));
  assert.equal(disk?.major, 254);
  assert.equal(disk?.values.rbytes, BigInt(/rbytes=(\d+)/.exec(file("io.stat"))?.[1] ?? -1));
});

test("rdma, where max is a number too", () => {
  assert.deepEqual(parseRdma("mlx4_0 hca_handle=2 hca_object=2000\nocrdma1 hca_handle=3 hca_object=max\n"), [
    { device: "mlx4_0", handles: 2n, objects: 2000n },
    { device: "ocrdma1", handles: 3n, objects: 2147483647n },
  ]);
});

test("sizes of huge pages", () => {
  assert.equal(pageSizeName("hugepages-64kB"), "64KB");
  assert.equal(pageSizeName("hugepages-2048kB"), "2MB");
  assert.equal(pageSizeName("hugepages-1048576kB"), "1GB");
  assert.equal(pageSizeName("other"), undefined);
});

test("JSON with all the digits", () => {
  assert.equal(
    exactJson({ a: 2n ** 64n - 1n, b: undefined, c: [1, "x\n", null, true], d: {} }),
    '{"a":18446744073709551615,"c":[1,"x\\n",null,true],"d":{}}',
  );
});

const stats: CgroupStats = {
  cpu: { usageUs: 5n, userUs: 3n, systemUs: 2n, throttling: undefined, pressure: undefined },
  memory: undefined,
  pids: { current: 1n, max: undefined },
  io: undefined,
  hugetlb: {},
  rdma: { current: [], max: [] },
};

/** A line of `runc events --stats` on cgroup v2, as runc 1.1 wrote it. */
const byRunc = JSON.parse(
  readFileSync(new URL("../../../fixtures/runc-events/stats.json", import.meta.url), "utf8"),
).data;

test("the keys are runc's, wherever the kernel counts", () => {
  const zero = { average10: 0, average60: 0, average300: 0, totalUs: 0n };
  const pressure = { some: zero, full: zero };
  const ours = JSON.parse(
    exactJson(
      runcStats({
        ...stats,
        cpu: {
          ...stats.cpu,
          throttling: { periods: 1n, throttledPeriods: 1n, throttledUs: 1n },
          pressure,
        },
        memory: {
          usage: { current: 1n, max: 2n, peak: 1n },
          swap: { current: 1n, max: 2n, peak: 1n },
          details: parseFlatKeyed(file("memory.stat")),
          events: {},
          pressure,
        },
        pids: { current: 1n, max: 2n },
        io: { devices: parseIoStat(file("io.stat")), pressure },
        hugetlb: { "2MB": { current: 1n, max: 1n, refusals: 0n } },
      }),
    ),
  );
  const missing: string[] = [];
  compare(byRunc, ours, "");
  assert.deepEqual(missing, []);

  function compare(theirs: unknown, mine: unknown, path: string): void {
    if (typeof theirs !== "object" || theirs === null || Array.isArray(theirs)) {
      if (typeof theirs !== typeof mine) missing.push(`${path}: ${typeof theirs}, not ${typeof mine}`);
      return;
    }
    for (const [key, value] of Object.entries(theirs))
      if (path !== "/memory/raw") compare(value, (mine as Record<string, unknown>)?.[key], `${path}/${key}`);
  }
});

test("times are in nanoseconds, no limit is the largest number, and nothing is left out", () => {
  const { cpu, memory, pids } = JSON.parse(exactJson(runcStats(stats)));
  assert.deepEqual(cpu, { usage: { total: 5000, kernel: 2000, user: 3000 }, throttling: {} });
  assert.deepEqual(memory.usage, { limit: 0, failcnt: 0 });
  assert.deepEqual(pids, { current: 1 });
});

test("swap is told together with memory, as v1 counted", () => {
  const usage = (max: bigint | undefined, swapMax: bigint | undefined) =>
    (
      runcStats({
        ...stats,
        memory: {
          usage: { current: 10n, max, peak: 20n },
          swap: { current: 5n, max: swapMax, peak: undefined },
          details: {},
          events: {},
          pressure: undefined,
        },
      }) as { memory: { usage: object; swap: object } }
    ).memory;
  const none = 2n ** 64n - 1n;
  assert.deepEqual(usage(100n, 50n).swap, { limit: 150n, usage: 15n, max: undefined, failcnt: 0 });
  assert.deepEqual(usage(100n, undefined).swap, { limit: none, usage: 15n, max: undefined, failcnt: 0 });
  assert.deepEqual(usage(undefined, undefined).usage, { limit: none, usage: 10n, max: 20n, failcnt: 0 });
});

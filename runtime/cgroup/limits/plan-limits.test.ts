import assert from "node:assert/strict";
import { test } from "node:test";
import type { MemoryLimits, Resources } from "../../config/config.ts";
import { fieldOf, type LimitWrite } from "./limit-write.ts";
import { planLimits } from "./plan-limits.ts";

const MiB = 1024n * 1024n;

/** As "file=value", for reading. */
const written = (resources: Resources): string[] =>
  planLimits(resources).map(({ file, value }) => `${file}=${value}`);

function alternatives(write: LimitWrite | null | undefined): unknown[] {
  if (!write) return [write];
  return [`${write.file}=${write.value}`, ...alternatives(write.otherwise)];
}

test("nothing asked for, nothing written", () => {
  assert.deepEqual(planLimits({}), []);
  assert.deepEqual(planLimits({ cpu: {}, memory: {}, pids: {}, blockIO: {}, devices: [] }), []);
});

test("shares become the weight that runc and crun compute", () => {
  const pairs = [
    [2n, 1],
    [3n, 2],
    [100n, 17],
    [512n, 59],
    [1024n, 100],
    [260_000n, 9929],
    [262_144n, 10_000],
    [1_000_000n, 10_000],
  ] as const;
  for (const [shares, weight] of pairs)
    assert.deepEqual(written({ cpu: { shares } }), [`cpu.weight=${weight}`]);
  assert.deepEqual(written({ cpu: { shares: 0n } }), []);
});

test("quota and period are one file", () => {
  assert.deepEqual(written({ cpu: { quota: 5000n } }), ["cpu.max=5000 100000"]);
  assert.deepEqual(written({ cpu: { period: 1_000_000n } }), ["cpu.max=max 1000000"]);
  assert.deepEqual(written({ cpu: { quota: -1n, period: 50_000n } }), ["cpu.max=max 50000"]);
  assert.deepEqual(written({ cpu: { quota: 0n, period: 0n } }), []);
});

test("a burst is taken away before the quota that it depends on changes", () => {
  assert.deepEqual(written({ cpu: { quota: 5000n, burst: 4000n } }), [
    "cpu.max.burst=0",
    "cpu.max=5000 100000",
    "cpu.max.burst=4000",
  ]);
  assert.deepEqual(written({ cpu: { burst: 0n } }), ["cpu.max.burst=0"]);
});

test("idle comes before the weight, which it would change", () => {
  assert.deepEqual(written({ cpu: { idle: 0, shares: 1024n } }), ["cpu.idle=0", "cpu.weight=100"]);
});

test("cpusets pass as they are", () => {
  assert.deepEqual(written({ cpu: { cpus: "0-1,3", mems: "0" } }), ["cpuset.cpus=0-1,3", "cpuset.mems=0"]);
  assert.deepEqual(written({ cpu: { cpus: "", mems: "" } }), []);
});

test("swap is counted with memory in the config and alone in the kernel", () => {
  const memory = (fields: MemoryLimits) => written({ memory: fields });
  assert.deepEqual(memory({ limit: 64n * MiB, swap: 100n * MiB }), [
    `memory.swap.max=${36n * MiB}`,
    `memory.max=${64n * MiB}`,
  ]);
  assert.deepEqual(memory({ limit: 64n * MiB, swap: 64n * MiB }), [
    "memory.swap.max=0",
    `memory.max=${64n * MiB}`,
  ]);
  assert.deepEqual(memory({ limit: 64n * MiB, swap: -1n }), [
    "memory.swap.max=max",
    `memory.max=${64n * MiB}`,
  ]);
  assert.deepEqual(memory({ limit: 64n * MiB }), [`memory.max=${64n * MiB}`]);
  assert.deepEqual(memory({ limit: -1n }), ["memory.swap.max=max", "memory.max=max"]);
  assert.deepEqual(memory({ limit: -1n, swap: 5n * MiB }), [`memory.swap.max=${5n * MiB}`, "memory.max=max"]);
  assert.deepEqual(memory({ swap: 0n }), ["memory.swap.max=0"]);
  assert.deepEqual(memory({ limit: 0n, reservation: 0n }), []);
  assert.deepEqual(memory({ reservation: MiB }), [`memory.low=${MiB}`]);
});

test("swap that cannot be told from memory is refused by its field", () => {
  assert.throws(
    () => planLimits({ memory: { swap: MiB } }),
    /^Error: linux\.resources\.memory\.swap: .* set both/,
  );
  assert.throws(
    () => planLimits({ memory: { limit: 2n * MiB, swap: MiB } }),
    /^Error: linux\.resources\.memory\.swap: .* at least memory\.limit 2097152, found 1048576$/,
  );
});

test("a kernel without swap can still be told to have none", () => {
  const [none] = planLimits({ memory: { limit: MiB, swap: MiB } });
  assert.deepEqual(alternatives(none), ["memory.swap.max=0", null]);
  const [some] = planLimits({ memory: { limit: MiB, swap: 2n * MiB } });
  assert.deepEqual(alternatives(some), [`memory.swap.max=${MiB}`, undefined]);
});

test("weights go to BFQ, else to the kernel's own scale", () => {
  const [plain, device] = planLimits({
    blockIO: { weight: 10, weightDevice: [{ major: 8, minor: 16, weight: 1000 }] },
  });
  assert.deepEqual(alternatives(plain), ["io.bfq.weight=10", "io.weight=1", undefined]);
  assert.deepEqual(alternatives(device), ["io.bfq.weight=8:16 1000", "io.weight=8:16 10000", undefined]);
});

test("throttles share a file", () => {
  const disk = { major: 8, minor: 0 };
  assert.deepEqual(
    written({
      blockIO: {
        throttleReadBpsDevice: [{ ...disk, rate: MiB }],
        throttleWriteBpsDevice: [{ ...disk, rate: 0n }],
        throttleReadIOPSDevice: [{ ...disk, rate: 120n }],
        throttleWriteIOPSDevice: [{ ...disk, rate: 7n }],
      },
    }),
    [`io.max=8:0 rbps=${MiB}`, "io.max=8:0 wbps=max", "io.max=8:0 riops=120", "io.max=8:0 wiops=7"],
  );
});

test("pids: below 0 is no limit, 0 is the least that systemd knows", () => {
  assert.deepEqual(written({ pids: { limit: 20n } }), ["pids.max=20"]);
  assert.deepEqual(written({ pids: { limit: -1n } }), ["pids.max=max"]);
  assert.deepEqual(written({ pids: { limit: 0n } }), ["pids.max=1"]);
});

test("huge pages and what is reserved of them", () => {
  const writes = planLimits({ hugepageLimits: [{ pageSize: "2MB", limit: 2n ** 63n }] });
  assert.deepEqual(writes.map(alternatives), [
    ["hugetlb.2MB.max=9223372036854775808", undefined],
    ["hugetlb.2MB.rsvd.max=9223372036854775808", null],
  ]);
});

test("rdma writes what is given", () => {
  assert.deepEqual(
    written({ rdma: { mlx5_1: { hcaHandles: 3, hcaObjects: 10 }, ocrdma0: { hcaObjects: 5 } } }),
    ["rdma.max=mlx5_1 hca_handle=3 hca_object=10", "rdma.max=ocrdma0 hca_object=5"],
  );
  assert.throws(() => planLimits({ rdma: { "a b": { hcaHandles: 1 } } }), /linux\.resources\.rdma: "a b"/);
});

test("unified comes last, line by line, and stays in the folder", () => {
  assert.deepEqual(
    written({ unified: { "io.max": "8:0 rbps=1\n8:16 rbps=2\n", "memory.high": "5" }, pids: { limit: 1n } }),
    ["pids.max=1", "io.max=8:0 rbps=1", "io.max=8:16 rbps=2", "memory.high=5"],
  );
  assert.throws(() => planLimits({ unified: { "../memory.max": "1" } }), /without any slash/);
});

test("each write knows the field that asks for it", () => {
  const fields = (resources: Resources) => planLimits(resources).map(({ pointer }) => fieldOf(pointer));
  assert.deepEqual(fields({ cpu: { shares: 5n, quota: 7n } }), [
    "linux.resources.cpu.shares",
    "linux.resources.cpu.quota",
  ]);
  assert.deepEqual(fields({ unified: { "a.b": "1" }, rdma: { "x~/y": { hcaHandles: 1 } } }), [
    'linux.resources.rdma["x~/y"]',
    'linux.resources.unified["a.b"]',
  ]);
  assert.deepEqual(fields({ blockIO: { throttleReadBpsDevice: [{ major: 1, minor: 2, rate: 3n }] } }), [
    "linux.resources.blockIO.throttleReadBpsDevice[0]",
  ]);
});

test("what only v1 could do is refused by its field, what changes nothing is not", () => {
  const refused: [Resources, RegExp][] = [
    [{ cpu: { realtimePeriod: 1n } }, /cpu\.realtimePeriod/],
    [{ cpu: { realtimeRuntime: 1n } }, /cpu\.realtimeRuntime/],
    [{ memory: { kernel: 5n } }, /memory\.kernel/],
    [{ memory: { kernelTCP: 5n } }, /memory\.kernelTCP/],
    [{ memory: { swappiness: 10 } }, /memory\.swappiness/],
    [{ memory: { disableOOMKiller: true } }, /memory\.disableOOMKiller/],
    [{ memory: { useHierarchy: false } }, /memory\.useHierarchy/],
    [{ blockIO: { leafWeight: 10 } }, /blockIO\.leafWeight/],
    [{ network: { classID: 1 } }, /network\.classID/],
    [{ network: { priorities: [{ name: "eth0", priority: 1 }] } }, /network\.priorities/],
  ];
  for (const [resources, pattern] of refused) assert.throws(() => planLimits(resources), pattern);
  const harmless: Resources = {
    cpu: { realtimePeriod: 0n, realtimeRuntime: 0n },
    memory: { kernel: -1n, kernelTCP: 0n, disableOOMKiller: false, useHierarchy: true },
    blockIO: { leafWeight: 0 },
    network: { priorities: [] },
  };
  assert.deepEqual(planLimits(harmless), []);
});

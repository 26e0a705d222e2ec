import type { CgroupStats, IoDeviceStats, Pressure, Stall, Usage } from "./cgroup-stats.ts";
import type { ExactJson } from "./exact-json.ts";

/** How runc writes "no limit", apart from processes, where it writes nothing. */
const noLimit = 2n ** 64n - 1n;

/**
 * The data of a line of `runc events`, with the same keys: those of cgroup v1, times in nanoseconds, swap counted
 * together with memory. What v2 does not count is 0 or missing as there.
 */
export function runcStats({ cpu, memory, pids, io, hugetlb }: CgroupStats): ExactJson {
  return {
    cpu: {
      usage: {
        total: unlessZero(cpu.usageUs * 1000n),
        kernel: cpu.systemUs * 1000n,
        user: cpu.userUs * 1000n,
      },
      throttling: {
        periods: unlessZero(cpu.throttling?.periods),
        throttledPeriods: unlessZero(cpu.throttling?.throttledPeriods),
        throttledTime: unlessZero((cpu.throttling?.throttledUs ?? 0n) * 1000n),
      },
      psi: pressure(cpu.pressure),
    },
    cpuset: {
      cpu_exclusive: 0,
      mem_hardwall: 0,
      mem_exclusive: 0,
      memory_migrate: 0,
      memory_spread_page: 0,
      memory_spread_slab: 0,
      memory_pressure: 0,
      sched_load_balance: 0,
      sched_relax_domain_level: 0,
    },
    memory: memoryStats(memory),
    pids: { current: unlessZero(pids.current), limit: unlessZero(pids.max) },
    blkio: {
      ioServiceBytesRecursive: ioEntries(io?.devices, "bytes"),
      ioServicedRecursive: ioEntries(io?.devices, "ios"),
      psi: pressure(io?.pressure),
    },
    hugetlb: Object.fromEntries(
      Object.entries(hugetlb).map(([size, { current, refusals }]) => [
        size,
        { usage: unlessZero(current), failcnt: refusals },
      ]),
    ),
    intel_rdt: {},
    network_interfaces: null,
  };
}

function memoryStats(memory: CgroupStats["memory"]): ExactJson {
  const none = { limit: 0, failcnt: 0 };
  if (memory === undefined) return { usage: none, swap: none, kernel: none, kernelTCP: none };
  const { usage, swap, details } = memory;
  const together: Usage = {
    current: usage.current + (swap?.current ?? 0n),
    max: sum(usage.max, swap === undefined ? 0n : swap.max),
    peak: undefined,
  };
  return {
    cache: unlessZero(details.file),
    usage: entry(usage),
    swap: entry(together),
    kernel: none,
    kernelTCP: none,
    raw: details,
    psi: pressure(memory.pressure),
  };
}

const entry = ({ current, max, peak }: Usage): ExactJson => ({
  limit: max ?? noLimit,
  usage: unlessZero(current),
  max: unlessZero(peak),
  failcnt: 0,
});

const sum = (memory: bigint | undefined, swap: bigint | undefined): bigint | undefined =>
  memory === undefined || swap === undefined ? undefined : memory + swap;

function ioEntries(devices: readonly IoDeviceStats[] | undefined, unit: "bytes" | "ios"): ExactJson {
  const entries = (devices ?? []).flatMap(({ major, minor, values }) =>
    (["Read", "Write"] as const).flatMap((op) => {
      const value = values[`${op === "Read" ? "r" : "w"}${unit}`];
      if (value === undefined) return [];
      return [
        { major: unlessZero(BigInt(major)), minor: unlessZero(BigInt(minor)), op, value: unlessZero(value) },
      ];
    }),
  );
  return entries.length > 0 ? entries : undefined;
}

const pressure = (both: Pressure | undefined): ExactJson =>
  both && { some: stall(both.some), full: stall(both.full) };

const stall = ({ average10, average60, average300, totalUs }: Stall): ExactJson => ({
  avg10: average10,
  avg60: average60,
  avg300: average300,
  total: totalUs,
});

/** Go's "omitempty". */
const unlessZero = (count: bigint | undefined): bigint | undefined => (count === 0n ? undefined : count);

import type { CpuLimits, Resources } from "../../config/config.ts";
import { ioWeight } from "../limits/plan-io.ts";
import { swapLimit } from "../limits/plan-memory.ts";
import { sharesToWeight } from "../limits/shares-to-weight.ts";
import { cpuSetBits } from "./cpu-set-bits.ts";
import { variant } from "./dbus-value.ts";
import type { UnitProperty } from "./systemd-manager.ts";

const infinity = 2n ** 64n - 1n;
const usualPeriodUs = 100_000n;
const secondUs = 1_000_000n;
/** systemd counts quotas in percent. */
const percentUs = 10_000n;

/** systemd has known CPUWeight=idle since. */
const idleVersion = 252;

/**
 * linux.resources as properties of a unit, so that systemd knows them and does not write other values over ours. What
 * it has no property for is written into the files alone. `version`: systemd's, asked only where it matters.
 */
export function limitProperties(resources: Resources, version: () => number): UnitProperty[] {
  const { memory, cpu, pids, blockIO, unified } = resources;
  const properties = new Map<string, UnitProperty>();
  const add = (name: string, signature: string, value: bigint | Uint8Array) =>
    properties.set(name, [name, variant(signature, value)]);
  const addLimit = (name: string, limit: bigint) => add(name, "t", limit < 0n ? infinity : limit);

  if (memory?.limit) addLimit("MemoryMax", memory.limit);
  if (memory?.reservation) addLimit("MemoryLow", memory.reservation);
  const swap = memory && swapLimit(memory);
  if (swap !== undefined) addLimit("MemorySwapMax", swap);
  if (pids?.limit !== undefined) addLimit("TasksMax", pids.limit || 1n);
  if (blockIO?.weight) add("IOWeight", "t", BigInt(ioWeight(blockIO.weight)));
  if (cpu?.shares) add("CPUWeight", "t", BigInt(sharesToWeight(cpu.shares)));
  // 0 is how systemd is told of cpu.idle.
  if (cpu?.idle === 1 && version() >= idleVersion) add("CPUWeight", "t", 0n);
  if (cpu?.quota || cpu?.period) {
    add("CPUQuotaPeriodUSec", "t", cpu.period || usualPeriodUs);
    addLimit("CPUQuotaPerSecUSec", quotaPerSecond(cpu));
  }
  if (cpu?.cpus) add("AllowedCPUs", "ay", cpuSetBits(cpu.cpus, "linux.resources.cpu.cpus"));
  if (cpu?.mems) add("AllowedMemoryNodes", "ay", cpuSetBits(cpu.mems, "linux.resources.cpu.mems"));
  if (unified) for (const [file, text] of Object.entries(unified)) addUnified(file, text.trim());
  return [...properties.values()];

  function addUnified(file: string, text: string): void {
    const field = `linux.resources.unified["${file}"]`;
    const number = () => {
      if (text === "max") return -1n;
      if (!/^[0-9]+$/.test(text)) throw new Error(`${field}: must be a whole number or max, found ${text}`);
      return BigInt(text);
    };
    const property = unifiedProperties[file];
    if (property !== undefined) addLimit(property, number());
    else if (file === "pids.max") addLimit("TasksMax", number() || 1n);
    else if (file === "cpuset.cpus") add("AllowedCPUs", "ay", cpuSetBits(text, field));
    else if (file === "cpuset.mems") add("AllowedMemoryNodes", "ay", cpuSetBits(text, field));
    else if (file === "cpu.idle" && text === "1" && version() >= idleVersion) add("CPUWeight", "t", 0n);
    else if (file === "cpu.max") {
      const match = /^(max|[0-9]+)(?:\s+([0-9]+))?$/.exec(text);
      if (match === null) throw new Error(`${field}: must be a quota and a period, found ${text}`);
      const quota = match[1] === "max" ? -1n : BigInt(match[1] ?? 0);
      const period = BigInt(match[2] ?? usualPeriodUs);
      add("CPUQuotaPeriodUSec", "t", period);
      addLimit("CPUQuotaPerSecUSec", quotaPerSecond({ quota, period }));
    }
  }
}

const unifiedProperties: Record<string, string> = {
  "cpu.weight": "CPUWeight",
  "memory.high": "MemoryHigh",
  "memory.low": "MemoryLow",
  "memory.min": "MemoryMin",
  "memory.max": "MemoryMax",
  "memory.swap.max": "MemorySwapMax",
  "memory.zswap.max": "MemoryZSwapMax",
};

/** Microseconds of each second, up to whole percents; -1: no limit. */
function quotaPerSecond({ quota, period }: CpuLimits): bigint {
  if (!quota || quota < 0n) return -1n;
  const exact = (quota * secondUs) / (period || usualPeriodUs);
  return ((exact + percentUs - 1n) / percentUs) * percentUs;
}

/**
 * The same limits with the CPU quota that systemd makes of it. The file gets this one too, or it would change the next
 * time that systemd writes its own.
 */
export function withUnitQuota(resources: Resources): Resources {
  const { cpu } = resources;
  if (!cpu?.quota || cpu.quota < 0n) return resources;
  const quota = (quotaPerSecond(cpu) * (cpu.period || usualPeriodUs)) / secondUs;
  return { ...resources, cpu: { ...cpu, quota } };
}

import type { Resources } from "../config/config.ts";

/** What is set now, as the group's files say it. Missing where the controller is. */
export interface CurrentLimits {
  /** cpu.max */
  cpuMax: string | undefined;
  /** memory.max */
  memoryMax: string | undefined;
  /** memory.swap.max */
  swapMax: string | undefined;
}

/**
 * Adds to what an update changes what depends on it and stays as it is. A quota without its period, or a period without
 * its quota, keeps the other. Memory and swap are limited together, so when only memory is given, their sum stays,
 * unless swap is unlimited or forbidden; when only the sum is given, memory stays.
 */
export function completeUpdate(changes: Resources, now: CurrentLimits): Resources {
  const { cpu, memory } = changes;
  const completed = { ...changes };
  if (cpu && Boolean(cpu.quota) !== Boolean(cpu.period)) {
    const [quota, period] = (now.cpuMax ?? "").trim().split(" ");
    completed.cpu = {
      ...cpu,
      quota: cpu.quota || limit(quota) || -1n,
      ...((cpu.period || period) && { period: cpu.period || BigInt(period ?? 0) }),
    };
  }
  const memoryMax = limit(now.memoryMax?.trim());
  const swapMax = limit(now.swapMax?.trim());
  if (memory?.limit && memory.limit > 0n && memory.swap === undefined && memoryMax && swapMax)
    completed.memory = { ...memory, swap: memoryMax + swapMax };
  if (memory?.swap && memory.swap > 0n && !memory.limit && memoryMax)
    completed.memory = { ...memory, limit: memoryMax };
  return completed;
}

/** undefined: none. */
const limit = (text: string | undefined): bigint | undefined =>
  text === undefined || !/^[0-9]+$/.test(text) ? undefined : BigInt(text);

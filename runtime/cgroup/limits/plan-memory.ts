import type { MemoryLimits } from "../../config/config.ts";
import { limitValue } from "./limit-value.ts";
import type { LimitWrite } from "./limit-write.ts";

const base = "/linux/resources/memory";

/** linux.resources.memory: bytes, -1 for no limit. A limit or reservation of 0 stands for unset, as in runc. */
export function planMemory(memory: MemoryLimits): LimitWrite[] {
  const { limit, reservation } = memory;
  const writes: LimitWrite[] = [];
  const swap = swapLimit(memory);
  if (swap !== undefined)
    writes.push({
      file: "memory.swap.max",
      value: limitValue(swap),
      pointer: memory.swap === undefined ? `${base}/limit` : `${base}/swap`,
      // Without swap in the kernel there is none to be used, and none to be limited.
      ...(swap <= 0n && { otherwise: null }),
    });
  if (limit) writes.push({ file: "memory.max", value: limitValue(limit), pointer: `${base}/limit` });
  if (reservation)
    writes.push({ file: "memory.low", value: limitValue(reservation), pointer: `${base}/reservation` });
  return writes;
}

/**
 * The limit of swap alone, -1 for none; undefined: not asked for. The specification counts memory and swap together,
 * as cgroup v1 does. 0 forbids swap, as in crun.
 */
export function swapLimit({ limit, swap }: MemoryLimits): bigint | undefined {
  // v1 lifts both limits together.
  if (swap === undefined) return limit === -1n ? -1n : undefined;
  if (swap <= 0n || limit === -1n) return swap;
  if (!limit)
    throw new Error(
      `linux.resources.memory.swap: is memory and swap together, so ${swap} means nothing without memory.limit; set both`,
    );
  if (swap < limit)
    throw new Error(
      `linux.resources.memory.swap: is memory and swap together, so it must be at least memory.limit ${limit}, found ${swap}`,
    );
  return swap - limit;
}

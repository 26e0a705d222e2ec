import type { Resources } from "../../config/config.ts";

/**
 * Refuses what only cgroup v1 could do. The specification wants an error where a value cannot be applied; crun gives
 * one too, while runc drops them silently. What would change nothing passes: engines write it without being asked.
 */
export function refuseOldLimits({ memory, cpu, blockIO, network }: Resources): void {
  const refuse = (field: string, instead: string): never => {
    throw new Error(`linux.resources.${field}: cgroup v2 has no such limit; ${instead}`);
  };
  if (cpu?.realtimeRuntime) refuse("cpu.realtimeRuntime", "leave it out");
  if (cpu?.realtimePeriod) refuse("cpu.realtimePeriod", "leave it out");
  if (memory?.kernel && memory.kernel > 0n) refuse("memory.kernel", "memory.limit counts the kernel's too");
  if (memory?.kernelTCP && memory.kernelTCP > 0n)
    refuse("memory.kernelTCP", "memory.limit counts the kernel's too");
  if (memory?.swappiness !== undefined) refuse("memory.swappiness", "limit swap by memory.swap");
  if (memory?.disableOOMKiller)
    refuse("memory.disableOOMKiller", "use unified memory.high to slow down instead");
  if (memory?.useHierarchy === false) refuse("memory.useHierarchy", "every group counts what is below it");
  if (blockIO?.leafWeight) refuse("blockIO.leafWeight", "use blockIO.weight");
  if (network?.classID) refuse("network.classID", "mark packets by cgroup: iptables -m cgroup --path");
  if (network?.priorities?.length) refuse("network.priorities", "leave it out");
}

import type { Resources } from "../../config/config.ts";
import type { LimitWrite } from "./limit-write.ts";
import { planCpu } from "./plan-cpu.ts";
import { planCpuset } from "./plan-cpuset.ts";
import { planHugetlb } from "./plan-hugetlb.ts";
import { planIo } from "./plan-io.ts";
import { planMemory } from "./plan-memory.ts";
import { planPids } from "./plan-pids.ts";
import { planRdma } from "./plan-rdma.ts";
import { planUnified } from "./plan-unified.ts";
import { refuseOldLimits } from "./refuse-old-limits.ts";

/**
 * What linux.resources means for the files of a group, in the order to write it. `unified` comes last, so that it has
 * the last word. Devices are no file: see compileDeviceProgram.
 */
export function planLimits(resources: Resources): LimitWrite[] {
  refuseOldLimits(resources);
  const { pids, memory, blockIO, cpu, hugepageLimits, rdma, unified } = resources;
  const writes: LimitWrite[] = [];
  if (pids) writes.push(...planPids(pids));
  if (memory) writes.push(...planMemory(memory));
  if (blockIO) writes.push(...planIo(blockIO));
  if (cpu) writes.push(...planCpu(cpu), ...planCpuset(cpu));
  if (hugepageLimits) writes.push(...planHugetlb(hugepageLimits));
  if (rdma) writes.push(...planRdma(rdma));
  if (unified) writes.push(...planUnified(unified));
  return writes;
}

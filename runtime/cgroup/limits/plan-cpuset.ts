import type { CpuLimits } from "../../config/config.ts";
import type { LimitWrite } from "./limit-write.ts";

/** linux.resources.cpu.cpus and .mems: lists as "0-3,7". */
export function planCpuset({ cpus, mems }: CpuLimits): LimitWrite[] {
  const writes: LimitWrite[] = [];
  if (cpus) writes.push({ file: "cpuset.cpus", value: cpus, pointer: "/linux/resources/cpu/cpus" });
  if (mems) writes.push({ file: "cpuset.mems", value: mems, pointer: "/linux/resources/cpu/mems" });
  return writes;
}

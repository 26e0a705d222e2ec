import type { CpuLimits } from "../../config/config.ts";
import type { LimitWrite } from "./limit-write.ts";
import { sharesToWeight } from "./shares-to-weight.ts";

const base = "/linux/resources/cpu";
const usualPeriodUs = 100_000n;

/** linux.resources.cpu without its cpuset. Times are in microseconds. 0 stands for unset, as in runc. */
export function planCpu({ idle, shares, quota, period, burst }: CpuLimits): LimitWrite[] {
  const writes: LimitWrite[] = [];
  const add = (field: string, file: string, value: string) =>
    writes.push({ file, value, pointer: `${base}/${field}` });
  if (idle !== undefined) add("idle", "cpu.idle", String(idle));
  if (shares) add("shares", "cpu.weight", String(sharesToWeight(shares)));
  const setsMax = Boolean(quota) || Boolean(period);
  // The kernel checks each write against what is set already, and a burst may be at most the quota: off, then on.
  if (burst && setsMax) add("burst", "cpu.max.burst", "0");
  if (setsMax) {
    const limit = quota && quota > 0n ? quota : "max";
    add(quota ? "quota" : "period", "cpu.max", `${limit} ${period || usualPeriodUs}`);
  }
  if (burst !== undefined) add("burst", "cpu.max.burst", String(burst));
  return writes;
}

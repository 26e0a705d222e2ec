import { type CgroupLimit, parseCgroupLimit } from "./parse-cgroup-limit.ts";
import { parseUnsigned } from "./parse-unsigned.ts";

/** How much processor time a group may use in each period, both in microseconds. */
export interface CpuMax {
  quotaUs: CgroupLimit;
  periodUs: bigint;
}

/** Parses cpu.max, such as `max 100000`; see the kernel's Documentation/admin-guide/cgroup-v2.rst. */
export function parseCpuMax(text: string): CpuMax {
  const [quota = "", period, ...others] = text.replace(/\n$/, "").split(" ");
  if (period === undefined || others.length > 0)
    throw new Error("Cannot parse cpu.max: a quota and a period are expected");
  return { quotaUs: parseCgroupLimit(quota), periodUs: parseUnsigned(period, "cpu.max: period") };
}

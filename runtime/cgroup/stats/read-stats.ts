import { readText, readTextIfThere } from "../../../sys/text-files.ts";
import { groupProcesses } from "../group-processes.ts";
import { subgroups } from "../subgroups.ts";
import type {
  CgroupStats,
  CpuStats,
  HugetlbStats,
  IoStats,
  MemoryStats,
  PidsStats,
  Pressure,
  Usage,
} from "./cgroup-stats.ts";
import { pageSizeName } from "./page-size-name.ts";
import { parseFlatKeyed } from "./parse-flat-keyed.ts";
import { parseIoStat } from "./parse-io-stat.ts";
import { parsePressure } from "./parse-pressure.ts";
import { parseRdma } from "./parse-rdma.ts";

const hugePagesFolder = "/sys/kernel/mm/hugepages";

/** Reads the counters of a group. Throws if it is gone. */
export function readStats(folder: string): CgroupStats {
  return {
    cpu: readCpu(folder),
    memory: readMemory(folder),
    pids: readPids(folder),
    io: readIo(folder),
    hugetlb: readHugetlb(folder),
    rdma: {
      current: parseRdma(readTextIfThere(`${folder}/rdma.current`) ?? ""),
      max: parseRdma(readTextIfThere(`${folder}/rdma.max`) ?? ""),
    },
  };
}

/** cpu.stat is there without the controller, then without what limits have done. */
function readCpu(folder: string): CpuStats {
  const counts = parseFlatKeyed(readText(`${folder}/cpu.stat`));
  const { usage_usec = 0n, user_usec = 0n, system_usec = 0n } = counts;
  const { nr_periods, nr_throttled = 0n, throttled_usec = 0n } = counts;
  return {
    usageUs: usage_usec,
    userUs: user_usec,
    systemUs: system_usec,
    throttling:
      nr_periods === undefined
        ? undefined
        : { periods: nr_periods, throttledPeriods: nr_throttled, throttledUs: throttled_usec },
    pressure: readPressure(`${folder}/cpu.pressure`),
  };
}

function readMemory(folder: string): MemoryStats | undefined {
  const usage = readUsage(`${folder}/memory`);
  if (usage === undefined) return undefined;
  return {
    usage,
    swap: readUsage(`${folder}/memory.swap`),
    details: parseFlatKeyed(readText(`${folder}/memory.stat`)),
    events: parseFlatKeyed(readText(`${folder}/memory.events`)),
    pressure: readPressure(`${folder}/memory.pressure`),
  };
}

function readPids(folder: string): PidsStats {
  const current = readCount(`${folder}/pids.current`);
  if (current === undefined) return { current: BigInt(groupProcesses(folder).length), max: undefined };
  return { current, max: readCount(`${folder}/pids.max`) };
}

function readIo(folder: string): IoStats | undefined {
  const text = readTextIfThere(`${folder}/io.stat`);
  if (text === undefined) return undefined;
  return { devices: parseIoStat(text), pressure: readPressure(`${folder}/io.pressure`) };
}

function readHugetlb(folder: string): Record<string, HugetlbStats> {
  const stats: Record<string, HugetlbStats> = {};
  for (const path of subgroups(hugePagesFolder)) {
    const size = pageSizeName(path.slice(hugePagesFolder.length + 1));
    if (size === undefined) continue;
    const base = `${folder}/hugetlb.${size}`;
    // What is reserved counts, as in runc: it can no longer be had by others.
    const current = readCount(`${base}.rsvd.current`) ?? readCount(`${base}.current`);
    if (current === undefined) continue;
    const { max: refusals = 0n } = parseFlatKeyed(readTextIfThere(`${base}.events`) ?? "");
    stats[size] = { current, max: readCount(`${base}.max`), refusals };
  }
  return stats;
}

function readUsage(base: string): Usage | undefined {
  const current = readCount(`${base}.current`);
  if (current === undefined) return undefined;
  return { current, max: readCount(`${base}.max`), peak: readCount(`${base}.peak`) };
}

/** undefined: the file is not there, or says "max". */
function readCount(path: string): bigint | undefined {
  const text = readTextIfThere(path)?.trim();
  return text === undefined || text === "max" ? undefined : BigInt(text);
}

/** Kernels may have pressure switched off: then the file is there, and reading it is refused. */
function readPressure(path: string): Pressure | undefined {
  try {
    const text = readTextIfThere(path);
    return text === undefined ? undefined : parsePressure(text);
  } catch {
    return undefined;
  }
}

/** Time lost to waiting: averages in percent over 10, 60 and 300 seconds, and the sum since the group was made. */
export interface Stall {
  average10: number;
  average60: number;
  average300: number;
  totalUs: bigint;
}

/** Pressure on a resource: at least one task waited, or all at once. */
export interface Pressure {
  some: Stall;
  full: Stall;
}

/** What is used of something limited. Bytes. */
export interface Usage {
  current: bigint;
  /** undefined: no limit. */
  max: bigint | undefined;
  /** The most there ever was; since Linux 5.19, for swap 6.5. */
  peak: bigint | undefined;
}

export interface CpuStats {
  usageUs: bigint;
  userUs: bigint;
  systemUs: bigint;
  /** undefined: the controller is not there. */
  throttling: { periods: bigint; throttledPeriods: bigint; throttledUs: bigint } | undefined;
  pressure: Pressure | undefined;
}

export interface MemoryStats {
  usage: Usage;
  /** Alone, without memory. undefined: the kernel does not count it. */
  swap: Usage | undefined;
  /** memory.stat, whole. Bytes and counts. */
  details: Record<string, bigint>;
  /** memory.events: how often low, high, max, oom, oom_kill … were met. */
  events: Record<string, bigint>;
  pressure: Pressure | undefined;
}

export interface PidsStats {
  current: bigint;
  /** undefined: no limit. */
  max: bigint | undefined;
}

/** io.stat of one device: rbytes, wbytes, rios, wios, dbytes, dios … */
export interface IoDeviceStats {
  major: number;
  minor: number;
  values: Record<string, bigint>;
}

export interface IoStats {
  devices: IoDeviceStats[];
  pressure: Pressure | undefined;
}

export interface HugetlbStats {
  current: bigint;
  max: bigint | undefined;
  /** How often the limit refused a page. */
  refusals: bigint;
}

export interface RdmaStats {
  device: string;
  handles: bigint;
  objects: bigint;
}

/** What the kernel has counted for a group and all below it. undefined: the controller is not there. */
export interface CgroupStats {
  cpu: CpuStats;
  memory: MemoryStats | undefined;
  pids: PidsStats;
  io: IoStats | undefined;
  /** By the size of the pages, as "2MB". */
  hugetlb: Record<string, HugetlbStats>;
  rdma: { current: RdmaStats[]; max: RdmaStats[] };
}

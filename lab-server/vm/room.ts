import { readFileSync } from "node:fs";
import type { MachineSpec } from "../../labs/machine.ts";

/** How far machines may fill the host. */
export interface RoomLimits {
  /** Machines at once; undefined: as many as memory allows. */
  maxMachines?: number | undefined;
  /** Memory left to the host and the server, in MiB. */
  reserveMemoryMiB: number;
}

/** A machine that counts, and the memory it has taken of its own so far, in MiB. */
export interface Occupant {
  spec: MachineSpec;
  privateMiB: number;
}

const idleMiB = 64;
const usedShare = 1 / 8;

/**
 * The memory that a clone is expected to take of its own, in MiB: what an idle one has, and a part of what it
 * could use. Students rarely fill their machines all at once; if they do, the kernel ends a machine, not the server.
 */
export const expectedMiB = (spec: MachineSpec) => idleMiB + spec.memoryMiB * usedShare;

/** Why one more machine does not fit; undefined when it does. Machines placed before still grow: that is counted. */
export function whyNoRoom(
  spec: MachineSpec,
  state: { limits: RoomLimits; occupants: Occupant[]; availableMiB: number },
): string | undefined {
  const { limits, occupants, availableMiB } = state;
  if (limits.maxMachines !== undefined && occupants.length >= limits.maxMachines)
    return `${occupants.length} machines run, which is the limit`;
  const growthMiB = occupants
    .map((occupant) => Math.max(0, expectedMiB(occupant.spec) - occupant.privateMiB))
    .reduce((sum, growth) => sum + growth, 0);
  const freeMiB = availableMiB - limits.reserveMemoryMiB - growthMiB;
  if (freeMiB >= expectedMiB(spec)) return undefined;
  return `the host has ${Math.max(0, Math.floor(freeMiB))} MiB for it and it may need ${Math.ceil(expectedMiB(spec))}`;
}

/** The host's memory that is free or can be freed, in MiB: MemAvailable of proc_meminfo(5). */
export function availableMemoryMiB(): number {
  const [, kiB] = /^MemAvailable:\s+(\d+) kB/m.exec(readFileSync("/proc/meminfo", "utf8")) ?? [];
  if (kiB === undefined) throw new Error("Cannot read the host's memory: /proc/meminfo has no MemAvailable");
  return Number(kiB) / 1024;
}

/** Memory of a process that belongs to no file, in MiB: RssAnon of proc_pid_status(5). 0 when it has ended. */
export function privateMemoryMiB(pid: number): number {
  try {
    const [, kiB] = /^RssAnon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return Number(kiB ?? 0) / 1024;
  } catch {
    return 0;
  }
}

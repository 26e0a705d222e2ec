import { machineServices } from "../machine-services.ts";
import { type CapabilitySets, type ProcessStatus, parseStatus } from "../probe/parse-status.ts";
import type { Probe, ProcessSnapshot } from "../probe/probe.ts";

/** A process whose capabilities are not simply those of the machine's root. */
export interface ConfinedProcess {
  process: ProcessSnapshot;
  capabilities: CapabilitySets;
}

/** What there is of confinement in the machine. */
export interface Confinement {
  /** Every capability that this machine knows: the bounding set of its first process. */
  all: bigint;
  /** The process whose permitted, effective and bounding sets differ in the fewest bits from the wanted one; the newest of equals. */
  nearest?: ConfinedProcess;
}

/** Looks for the student's process that is confined to the capabilities in `wanted`. */
export async function findConfinedProcess(probe: Probe, wanted: bigint): Promise<Confinement> {
  const processes = await probe.listProcesses();
  const init = processes.find((process) => process.pid === 1);
  if (init === undefined) throw new Error("Cannot compare capabilities: process 1 is not listed");
  const ordinary = parseStatus(init.status).capabilities;

  const isService = await machineServices(probe);
  let nearest: (ConfinedProcess & { distance: number }) | undefined;
  for (const process of processes) {
    const status = statusOf(process);
    if (status === undefined || status.state === "Z" || status.state === "X") continue;
    const { capabilities } = status;
    if (isSame(capabilities, ordinary) || (await isService(process))) continue;
    const { permitted, effective, bounding } = capabilities;
    const distance = [permitted, effective, bounding].reduce((sum, set) => sum + countBits(set ^ wanted), 0);
    if (nearest === undefined || distance <= nearest.distance) nearest = { process, capabilities, distance };
  }
  return nearest === undefined ? { all: ordinary.bounding } : { all: ordinary.bounding, nearest };
}

/**
 * Undefined for a process that ended while it was listed, and for one whose status was cut off: a student can
 * make that long with thousands of groups. Process 1 vouches for the parser.
 */
function statusOf({ status }: ProcessSnapshot): ProcessStatus | undefined {
  try {
    return parseStatus(status);
  } catch {
    return undefined;
  }
}

const isSame = (a: CapabilitySets, b: CapabilitySets): boolean =>
  a.permitted === b.permitted &&
  a.effective === b.effective &&
  a.bounding === b.bounding &&
  a.inheritable === b.inheritable;

function countBits(set: bigint): number {
  let count = 0;
  for (let rest = set; rest !== 0n; rest &= rest - 1n) count++;
  return count;
}

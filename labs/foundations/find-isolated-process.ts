import { machineServices } from "../machine-services.ts";
import { type Probe, ProbeError, type ProcessSnapshot } from "../probe/probe.ts";

/** The file that gives a reader the hostname of its own UTS namespace. */
const hostnameFile = "/proc/sys/kernel/hostname";

/** How many UTS namespaces are asked for their hostname: a student can make thousands, and each question costs a call. */
const mostAsked = 32;

/** A process that has left at least one of the machine's two Linux namespaces. */
export interface IsolatedProcess {
  process: ProcessSnapshot;
  ownPid: boolean;
  ownUts: boolean;
  /** Its children will be in another PID namespace than it is: the trace of an unshare without a fork. */
  childrenElsewhere: boolean;
  /** The hostname in its UTS namespace. Absent when that is the machine's, and when nobody is left to ask. */
  hostname?: string;
}

/** What there is of isolation in the machine. */
export interface Isolation {
  machine: { hostname: string; pidInode: bigint; utsInode: bigint };
  /** The process that comes nearest to its own PID and UTS namespaces with the wanted hostname; the newest of equals. */
  nearest?: IsolatedProcess;
}

/** Looks for the student's process that is in a PID and a UTS namespace of its own and is called `hostname` there. */
export async function findIsolatedProcess(probe: Probe, hostname: string): Promise<Isolation> {
  const processes = await probe.listProcesses();
  const init = processes.find((process) => process.pid === 1);
  const pidInode = init?.linuxNamespaces.pid;
  const utsInode = init?.linuxNamespaces.uts;
  if (pidInode === undefined || utsInode === undefined)
    throw new Error("Cannot compare Linux namespaces: those of process 1 are not listed");
  const machine = { hostname: (await probe.readFile(hostnameFile)).trimEnd(), pidInode, utsInode };

  const isService = await machineServices(probe);
  const candidates: IsolatedProcess[] = [];
  for (const process of processes) {
    const { pid, uts, pid_for_children: children } = process.linuxNamespaces;
    // A zombie, or a process that ended during the listing, has no Linux namespaces left.
    if (pid === undefined || uts === undefined) continue;
    const ownPid = pid !== pidInode;
    const ownUts = uts !== utsInode;
    const childrenElsewhere = !ownPid && children !== undefined && children !== pid;
    if ((ownPid || ownUts || childrenElsewhere) && !(await isService(process)))
      candidates.push({ process, ownPid, ownUts, childrenElsewhere });
  }

  candidates.sort(nearestFirst(hostname));
  const hostnames = new Map<bigint, Promise<string | undefined>>();
  for (const candidate of candidates) {
    const { uts } = candidate.process.linuxNamespaces;
    if (uts === undefined || !candidate.ownUts) continue;
    if (!hostnames.has(uts) && hostnames.size < mostAsked)
      hostnames.set(uts, hostnameOf(probe, candidate.process.pid));
    const name = await hostnames.get(uts);
    if (name !== undefined) candidate.hostname = name;
  }
  const [nearest] = candidates.sort(nearestFirst(hostname));
  return nearest === undefined ? { machine } : { machine, nearest };
}

/** The hostname that a process sees, or undefined when it ended since it was listed. */
async function hostnameOf(probe: Probe, pid: number): Promise<string | undefined> {
  try {
    return (await probe.readFileIn(hostnameFile, { pid, linuxNamespaces: ["uts"] })).trimEnd();
  } catch (error) {
    if (error instanceof ProbeError && error.code === "missing") return undefined;
    throw error;
  }
}

function nearestFirst(hostname: string): (a: IsolatedProcess, b: IsolatedProcess) => number {
  const score = (candidate: IsolatedProcess): number =>
    4 * Number(candidate.ownPid) +
    4 * Number(candidate.ownUts) +
    4 * Number(candidate.hostname === hostname) +
    Number(candidate.childrenElsewhere);
  return (a, b) => score(b) - score(a) || b.process.pid - a.process.pid;
}

import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** A process that cannot be mistaken for a later one of the same number. */
export interface RunningProcess {
  pid: number;
  /** When it started, in clock ticks since the host's boot: field 22 of /proc/pid/stat. */
  startTicks: string;
}

/** The live process of that number, if there is one. See proc_pid_stat(5). */
export function runningProcess(pid: number): RunningProcess | undefined {
  const stat = readStat(pid);
  return stat && isLive(stat) ? { pid, startTicks: stat.startTicks } : undefined;
}

/** The processor time used so far, in milliseconds; undefined when the process has ended. */
export function processorTimeMs({ pid, startTicks }: RunningProcess): number | undefined {
  const stat = readStat(pid);
  // USER_HZ is 100 on every architecture that Node runs on.
  return stat?.startTicks === startTicks ? stat.processorTicks * 10 : undefined;
}

/** Kills it and waits until the kernel has let go of it: 10 s, then throws. One that is gone is no error. */
export async function killProcess({ pid, startTicks }: RunningProcess): Promise<void> {
  const isThere = () => {
    const stat = readStat(pid);
    return stat !== undefined && stat.startTicks === startTicks && isLive(stat);
  };
  for (let waitedMs = 0; isThere(); waitedMs += 5) {
    // A few milliseconds may pass between look and kill, in which the number is not given out again.
    if (waitedMs === 0) signalIfThere(pid);
    if (waitedMs > 10_000) throw new Error(`Cannot end process ${pid}: it is still there 10 s after SIGKILL`);
    await sleep(5);
  }
}

/**
 * The QEMU processes at work in folders below `folder`, by their working directory: also of folders that
 * have been deleted since. The kernel knows this even where nobody wrote down a process number in time.
 */
export function qemuProcessesBelow(folder: string): Map<string, RunningProcess[]> {
  const found = new Map<string, RunningProcess[]>();
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const directory = readlinkSync(`/proc/${entry}/cwd`).replace(/ \(deleted\)$/, "");
      if (!directory.startsWith(`${folder}/`)) continue;
      if (!readFileSync(`/proc/${entry}/comm`, "utf8").startsWith("qemu-system")) continue;
      const process = runningProcess(Number(entry));
      if (process) found.set(directory, [...(found.get(directory) ?? []), process]);
    } catch {
      // It ended while we looked, or is another user's.
    }
  }
  return found;
}

function signalIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

interface Stat {
  state: string;
  startTicks: string;
  processorTicks: number;
}

/** A zombie has let go of its memory and files; only its parent has yet to notice. */
const isLive = (stat: Stat) => stat.state !== "Z" && stat.state !== "X";

function readStat(pid: number): Stat | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined;
  }
  // The second field is a name in parentheses, which may hold anything.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state, startTicks] = [fields[0], fields[19]];
  if (state === undefined || startTicks === undefined) return undefined;
  return { state, startTicks, processorTicks: Number(fields[11]) + Number(fields[12]) };
}

import { fileStatus } from "../../sys/file-status.ts";
import { SystemError } from "../../sys/system-error.ts";
import { readTextIfThere } from "../../sys/text-files.ts";
import { isGroupFrozen } from "../cgroup/freezer.ts";
import { containerPaths } from "./container-folder.ts";
import type { ContainerRecord } from "./container-record.ts";
import { parseProcessStart } from "./process-start.ts";

/** The status of the specification (runtime.md, "State"), and `paused`, as all runtimes have it. */
export type Status = "creating" | "created" | "running" | "paused" | "stopped";

/** Whether the container's init process is still there; a zombie is not. */
export function isInitAlive({ pid, startTime }: ContainerRecord): boolean {
  if (pid <= 0) return false;
  const stat = readStat(pid);
  if (stat === undefined) return false;
  const now = parseProcessStart(stat);
  return now.startTime === startTime && now.state !== "Z" && now.state !== "X";
}

/** The container's status, from what the kernel knows. */
export function statusOf(record: ContainerRecord, root: string): Status {
  if (record.pid === 0) return "creating";
  if (!isInitAlive(record)) return "stopped";
  // Also before its start: who starts it would wait for ever.
  if (record.cgroup && isGroupFrozen(record.cgroup.folder)) return "paused";
  return fileStatus(containerPaths(root, record.id).startFifo) ? "created" : "running";
}

function readStat(pid: number): string | undefined {
  try {
    return readTextIfThere(`/proc/${pid}/stat`);
  } catch (error) {
    // It ended between open and read.
    if (SystemError.is(error, "ESRCH")) return undefined;
    throw error;
  }
}

import { attempt } from "../../sys/door.ts";
import { SystemError } from "../../sys/system-error.ts";
import { writeKernelFile } from "../../sys/text-files.ts";
import { freezeGroup, thawGroup } from "./freezer.ts";
import { groupProcesses } from "./group-processes.ts";

const kill = 9; // SIGKILL

/**
 * Signals every process of a group and below. None escapes by forking: SIGKILL goes through cgroup.kill, and without
 * that file, or for another signal, they are frozen meanwhile. A group that is gone is no error.
 */
export function killGroup(folder: string, signal: number): void {
  if (signal === kill && killByFile(folder)) return;
  let isFrozen = false;
  try {
    freezeGroup(folder);
    isFrozen = true;
  } catch {
    // Then as well as can be: what forks meanwhile gets no signal.
  }
  try {
    for (const pid of groupProcesses(folder)) attempt("kill", pid, signal);
  } finally {
    if (isFrozen) thawGroup(folder);
  }
}

/** Since Linux 5.14; threaded groups refuse it. */
function killByFile(folder: string): boolean {
  try {
    writeKernelFile(`${folder}/cgroup.kill`, "1");
    return true;
  } catch (error) {
    if (error instanceof SystemError) return false;
    throw error;
  }
}

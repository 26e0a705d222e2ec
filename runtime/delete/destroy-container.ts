import { close } from "../../sys/files.ts";
import { openProcess, signalProcess } from "../../sys/pidfd.ts";
import { PollEvent, poll } from "../../sys/poll.ts";
import { killGroup } from "../cgroup/kill-group.ts";
import { removeCgroup } from "../cgroup/remove-cgroup.ts";
import { readRecord, removeFolder } from "../state/container-folder.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import { isInitAlive } from "../state/status.ts";

const kill = 9; // SIGKILL
const killWaitMs = 10_000;

export interface DestroyOptions {
  root: string;
  id: string;
  /** What is known of it, if its creation came so far. */
  record?: ContainerRecord | undefined;
}

/**
 * Ends whatever is left of a container, its processes, its cgroup, its folder, however far its creation came. The
 * caller holds its folder.
 */
export function destroyContainer({ root, id, record = readRecord(root, id) }: DestroyOptions): void {
  if (record) {
    killInit(record);
    if (record.cgroup) {
      killGroup(record.cgroup.folder, kill);
      removeCgroup(record.cgroup);
    }
  }
  removeFolder(root, id);
}

/** Kills init, if it is still that process, and waits until it has ended. */
export function killInit(record: ContainerRecord): void {
  if (record.pid === 0 || (record.startTime !== 0 && !isInitAlive(record))) return;
  const process = openProcess(record.pid);
  if (process === undefined) return;
  try {
    if (!signalProcess(process, kill)) return;
    const [ended = 0] = poll([{ descriptor: process, events: PollEvent.in }], { timeoutMs: killWaitMs });
    if (ended === 0)
      throw new Error(`Cannot end process ${record.pid}: it did not die within ${killWaitMs / 1000} s`);
  } finally {
    close(process);
  }
}

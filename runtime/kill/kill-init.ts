import { close } from "../../sys/files.ts";
import { openProcess, signalProcess } from "../../sys/pidfd.ts";
import { PollEvent, poll } from "../../sys/poll.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import { isInitAlive } from "../state/status.ts";

const kill = 9; // SIGKILL
const waitMs = 10_000;

/** Kills init, if it is still that process, and waits until it has ended. */
export function killInit(record: ContainerRecord): void {
  if (record.pid === 0) return;
  // Opened before the look at its start, so that its number cannot pass to another process in between.
  const process = openProcess(record.pid);
  if (process === undefined) return;
  try {
    if (record.startTime !== 0 && !isInitAlive(record)) return;
    if (!signalProcess(process, kill)) return;
    const [ended = 0] = poll([{ descriptor: process, events: PollEvent.in }], { timeoutMs: waitMs });
    if (ended === 0)
      throw new Error(`Cannot end process ${record.pid}: it did not die within ${waitMs / 1000} s`);
  } finally {
    close(process);
  }
}

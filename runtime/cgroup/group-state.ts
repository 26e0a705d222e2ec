import { monotonicMs } from "../../sys/clock.ts";
import { attempt, decodeText } from "../../sys/door.ts";
import { close, OpenFlag, open } from "../../sys/files.ts";
import { PollEvent, poll } from "../../sys/poll.ts";
import { SystemError } from "../../sys/system-error.ts";

/**
 * Waits until cgroup.events of a group has a line, as "populated 0" or "frozen 1". The kernel tells when the file
 * changes. false: the time has passed. A group that is gone has no processes and is not frozen.
 */
export function awaitGroupState(folder: string, line: string, timeoutMs: number): boolean {
  const gone = line.endsWith(" 0");
  let file: number;
  try {
    file = open(`${folder}/cgroup.events`, OpenFlag.readOnly);
  } catch (error) {
    if (SystemError.is(error, "ENOENT", "ENODEV")) return gone;
    throw error;
  }
  try {
    const deadlineMs = monotonicMs() + timeoutMs;
    const buffer = new Uint8Array(256);
    for (;;) {
      const length = attempt("pread64", file, buffer, buffer.byteLength, 0);
      if (length <= 0) return gone;
      if (decodeText(buffer, 0, length).split("\n").includes(line)) return true;
      const leftMs = Math.ceil(deadlineMs - monotonicMs());
      if (leftMs <= 0) return false;
      poll([{ descriptor: file, events: PollEvent.urgent }], { timeoutMs: leftMs });
    }
  } finally {
    close(file);
  }
}

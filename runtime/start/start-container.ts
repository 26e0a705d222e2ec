import { attempt, encodeText } from "../../sys/door.ts";
import { Errno } from "../../sys/errno.ts";
import { close, OpenFlag, unlink, writeAll } from "../../sys/files.ts";
import { PollEvent, poll } from "../../sys/poll.ts";
import { SystemError } from "../../sys/system-error.ts";
import { readText } from "../../sys/text-files.ts";
import type { LateHooks } from "../hooks/late-hooks.ts";
import { containerPaths, holdFolder } from "../state/container-folder.ts";
import { loadContainer } from "../state/load-container.ts";
import { statusOf } from "../state/status.ts";

const currentDirectory = -100; // AT_FDCWD

/**
 * Lets a created container run its program (runtime.md, "Start"). Returns when init has become that program, or has
 * ended. When a poststart hook fails the container is destroyed (runtime.md, "Lifecycle").
 */
export function startContainer(id: string, root: string, hooks?: LateHooks): void {
  const hold = holdFolder(root, id);
  try {
    const record = loadContainer(root, id);
    const status = statusOf(record, root);
    if (status !== "created") throw new Error(cannotStart(id, status));
    if (!record.hasProcess) throw new Error(`Cannot start container ${id}: its config.json has no process`);
    const paths = containerPaths(root, id);
    wakeInit(paths.startFifo);
    unlink(paths.startFifo);
    const config = hooks && readText(paths.config);
    // Only for such hooks is it worth being read as JSON once more.
    if (!config?.includes('"poststart"')) return;
    try {
      hooks?.poststart(record, config);
    } catch (error) {
      hooks?.destroy(record, root, config);
      throw error;
    }
  } finally {
    hold.release();
  }
}

function cannotStart(id: string, status: string): string {
  if (status === "stopped") return `Cannot start container ${id}: its init process has ended; delete it`;
  return `Cannot start container ${id}: it is ${status}, and only a created one can be started`;
}

/**
 * Writes to the FIFO that init reads. Only init has it open: when nobody has any more, it has become the program,
 * which closed the descriptor, or it has died; and before that a dead one is noticed at once (fifo(7), ENXIO).
 */
function wakeInit(path: string): void {
  const flags = OpenFlag.writeOnly | OpenFlag.nonBlocking | OpenFlag.closeOnExec;
  const fifo = attempt("openat", currentDirectory, path, flags, 0);
  if (fifo === -Errno.ENXIO) throw new Error("Cannot start the container: its init process has ended");
  if (fifo < 0) throw new SystemError("openat", -fifo);
  try {
    writeAll(fifo, encodeText("0"));
    while (((poll([{ descriptor: fifo, events: 0 }])[0] ?? 0) & PollEvent.error) === 0);
  } finally {
    close(fifo);
  }
}

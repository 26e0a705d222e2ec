import { close } from "../../sys/files.ts";
import { PollEvent, poll } from "../../sys/poll.ts";
import { receiveMessage, socketPair } from "../../sys/unix-messages.ts";
import { deleteContainer } from "../delete/delete-container.ts";
import { accompanyProcess, adoptOrphans } from "../run/accompany-process.ts";
import type { RunOptions } from "../run/run-container.ts";
import type { RestoreOptions } from "./criu-options.ts";
import { restoreContainer } from "./restore-container.ts";

/** Restores a container and, unless detached, stays until it has ended. Result: its exit code. */
export async function runRestored(options: Omit<RunOptions, "keeps">, criu: RestoreOptions): Promise<number> {
  const { id, stateRoot: root, isDetached, warn } = options;
  if (options.adoptsOrphans && !isDetached) adoptOrphans();
  const relay = isDetached || options.console ? undefined : socketPair();
  try {
    const { pid } = restoreContainer(relay ? { ...options, console: { socket: relay[1] } } : options, criu);
    if (isDetached) return 0;
    const code = accompanyProcess(pid, { master: relay && terminalFrom(relay[0]) });
    await deleteContainer(id, { root, force: false, warn });
    return code;
  } finally {
    for (const end of relay ?? []) close(end);
  }
}

/** The master of the container's terminal, if it has one: criu has sent it by now. */
function terminalFrom(socket: number): number | undefined {
  const [isThere] = poll([{ descriptor: socket, events: PollEvent.in }], { timeoutMs: 0 });
  return isThere ? receiveMessage(socket, 4096).descriptors[0] : undefined;
}

import { close } from "../../sys/files.ts";
import { PollEvent, poll } from "../../sys/poll.ts";
import { receiveMessage, socketPair } from "../../sys/unix-messages.ts";
import { createContainer } from "../create/create-container.ts";
import type { CreateOptions } from "../create/create-options.ts";
import { deleteContainer } from "../delete/delete-container.ts";
import { lateHooks } from "../hooks/late-hooks.ts";
import { startContainer } from "../start/start-container.ts";
import { accompanyProcess, adoptOrphans } from "./accompany-process.ts";

export interface RunOptions extends CreateOptions {
  /** Returns once it runs. */
  isDetached: boolean;
  /** Leaves the container there when it has ended. */
  keeps: boolean;
  adoptsOrphans: boolean;
  warn: (message: string) => void;
}

/** Creates a container, starts it and, unless detached, stays until it has ended. Result: its exit code. */
export async function runContainer(options: RunOptions): Promise<number> {
  const { id, stateRoot: root, isDetached, warn } = options;
  if (options.adoptsOrphans && !isDetached) adoptOrphans();
  const relay = isDetached || options.console ? undefined : socketPair();
  const record = createContainer(relay ? { ...options, console: { socket: relay[1] } } : options);
  try {
    const master = relay && terminalFrom(relay[0]);
    startContainer(id, root, lateHooks);
    if (isDetached) return 0;
    const code = accompanyProcess(record.pid, { master });
    if (!options.keeps) await deleteContainer(id, { root, force: false, warn });
    return code;
  } catch (error) {
    await deleteContainer(id, { root, force: true, warn });
    throw error;
  } finally {
    for (const end of relay ?? []) close(end);
  }
}

/** The master of the container's terminal, if it has one: init has sent it by now. */
function terminalFrom(socket: number): number | undefined {
  const [isThere] = poll([{ descriptor: socket, events: PollEvent.in }], { timeoutMs: 0 });
  return isThere ? receiveMessage(socket, 4096).descriptors[0] : undefined;
}

import { close } from "../../sys/files.ts";
import { terminalSize } from "../../sys/terminals.ts";
import { socketPair } from "../../sys/unix-messages.ts";
import { createContainer } from "../create/create-container.ts";
import type { CreateOptions } from "../create/create-options.ts";
import { deleteContainer } from "../delete/delete-container.ts";
import { openRelay } from "../notify/open-relay.ts";
import { startContainer } from "../start/start-container.ts";
import { readRecord } from "../state/container-folder.ts";
import { adoptOrphans } from "./accompany-process.ts";
import { stayWithContainer } from "./stay-with-container.ts";

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
  const hasHooks = options.configText?.includes('"poststart"') ?? true;
  // What comes between create and start needs a container that waits.
  const startsAtOnce = !hasHooks && options.notifySocket === undefined;
  const creation = {
    ...options,
    startsAtOnce,
    ...(relay && { console: { socket: relay[1], size: terminalSize(0) } }),
  };
  const record = createContainer(creation);
  try {
    const notifier = await openRelay({ root, id }, options.notifySocket);
    if (!startsAtOnce) await start(id, { root, hasHooks });
    if (isDetached) {
      notifier?.awaitReady(record.pid);
      return 0;
    }
    return await stayWithContainer(record, { root, relay: relay?.[0], notifier, keeps: options.keeps, warn });
  } catch (error) {
    // A poststart hook that fails has it destroyed already.
    if (readRecord(root, id)) await deleteContainer(id, { root, force: true, warn });
    throw error;
  } finally {
    for (const end of relay ?? []) close(end);
  }
}

async function start(id: string, { root, hasHooks }: { root: string; hasHooks: boolean }): Promise<void> {
  const hooks = hasHooks ? (await import("../hooks/late-hooks.ts")).lateHooks : undefined;
  startContainer(id, root, hooks);
}

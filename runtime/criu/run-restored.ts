import { close } from "../../sys/files.ts";
import { socketPair } from "../../sys/unix-messages.ts";
import { adoptOrphans } from "../run/accompany-process.ts";
import type { RunOptions } from "../run/run-container.ts";
import { stayWithContainer } from "../run/stay-with-container.ts";
import type { RestoreOptions } from "./criu-options.ts";
import { restoreContainer } from "./restore-container.ts";

/** Restores a container and, unless detached, stays until it has ended. Result: its exit code. */
export async function runRestored(options: Omit<RunOptions, "keeps">, criu: RestoreOptions): Promise<number> {
  const { stateRoot: root, isDetached, warn } = options;
  if (options.adoptsOrphans && !isDetached) adoptOrphans();
  const relay = isDetached || options.console ? undefined : socketPair();
  try {
    const record = restoreContainer(relay ? { ...options, console: { socket: relay[1] } } : options, criu);
    if (isDetached) return 0;
    return await stayWithContainer(record, { root, relay: relay?.[0], keeps: false, warn });
  } finally {
    for (const end of relay ?? []) close(end);
  }
}

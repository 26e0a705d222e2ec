import { fileStatus } from "../../sys/file-status.ts";
import { deleteContainer } from "../delete/delete-container.ts";
import type { NotifyRelay } from "../notify/notify-relay.ts";
import { containerPaths } from "../state/container-folder.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import { accompanyProcess } from "./accompany-process.ts";
import { terminalFrom } from "./terminal-from.ts";

export interface StayOptions {
  root: string;
  /** Where the master of the container's terminal comes from, if it has one. */
  relay: number | undefined;
  /** Passes on that the program is ready, if somebody wants to know. */
  notifier?: NotifyRelay | undefined;
  /** Leaves the container there when it has ended. */
  keeps: boolean;
  warn: (message: string) => void;
}

/** Stays with a container that is a child of this process until it has ended, then deletes it. Result: its exit code. */
export async function stayWithContainer(
  { id, pid }: ContainerRecord,
  { root, relay, notifier, keeps, warn }: StayOptions,
): Promise<number> {
  const code = accompanyProcess(pid, {
    master: relay === undefined ? undefined : terminalFrom(relay),
    notifier,
  });
  if (keeps) return code;
  try {
    await deleteContainer(id, { root, force: false, warn });
  } catch (error) {
    // Who ended it may have deleted it too: delete --force, or checkpoint.
    if (fileStatus(containerPaths(root, id).folder)) throw error;
  }
  return code;
}

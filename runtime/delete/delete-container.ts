import { readTextIfThere } from "../../sys/text-files.ts";
import { loadSystemd } from "../cgroup/loaded-systemd.ts";
import { killInit } from "../kill/kill-init.ts";
import { containerPaths, noSuchContainer, readRecord, tryHoldFolder } from "../state/container-folder.ts";
import { statusOf } from "../state/status.ts";
import { destroyContainer } from "./destroy-container.ts";

/**
 * Deletes a container that has stopped (runtime.md, "Delete"), then runs its poststop hooks, whose failures are told
 * to `warn` and change nothing. With `force` whatever runs is killed, and a creation that was cut short is cleaned up.
 */
export async function deleteContainer(
  id: string,
  options: { root: string; force: boolean; warn: (message: string) => void },
): Promise<void> {
  const { root, force, warn } = options;
  // Who holds it may wait for a program of the container's, which may never end.
  const hold = tryHoldFolder(root, id, force ? () => killInitOf(root, id) : undefined);
  if (!hold) {
    // Who forces wants it to be gone, and it is.
    if (force) return;
    throw noSuchContainer(id);
  }
  try {
    const record = readRecord(root, id);
    if (!force) {
      const status = record ? statusOf(record, root) : "creating";
      // What waits for `start` never ran, and may go (as runc does).
      if (status !== "stopped" && status !== "created")
        throw new Error(
          `Cannot delete container ${id}: it is ${status}, not stopped; kill it first, or use --force`,
        );
    }
    const config = readTextIfThere(containerPaths(root, id).config) ?? "";
    const hooks = config.includes('"poststop"') ? await import("../hooks/late-hooks.ts") : undefined;
    if (record?.cgroup?.unit) await loadSystemd();
    destroyContainer({ root, id, record });
    if (record) hooks?.lateHooks.poststop(record, config, warn);
  } finally {
    hold.release();
  }
}

function killInitOf(root: string, id: string): void {
  const record = readRecord(root, id);
  if (record) killInit(record);
}

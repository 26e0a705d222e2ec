import { endCgroup } from "../cgroup/end-cgroup.ts";
import { killInit } from "../kill/kill-init.ts";
import { readRecord, removeFolder } from "../state/container-folder.ts";
import type { ContainerRecord } from "../state/container-record.ts";

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
    if (record.cgroup) endCgroup(record.cgroup);
  }
  removeFolder(root, id);
}

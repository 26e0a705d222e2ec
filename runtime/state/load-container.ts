import { fileStatus } from "../../sys/file-status.ts";
import { containerPaths, noSuchContainer, readRecord } from "./container-folder.ts";
import type { ContainerRecord } from "./container-record.ts";

/** The record of a container. Throws when there is none of that id, or none yet. */
export function loadContainer(root: string, id: string): ContainerRecord {
  const record = readRecord(root, id);
  // Until init is there nothing can be done with it, and its record is for cleaning up.
  if (record && record.pid !== 0) return record;
  if (!fileStatus(containerPaths(root, id).folder)) throw noSuchContainer(id);
  throw new Error(
    `Cannot work on container ${id}: it is being made, or its creation was cut short; delete --force removes it`,
  );
}

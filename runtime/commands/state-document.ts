import type { ContainerRecord } from "../state/container-record.ts";
import type { Status } from "../state/status.ts";

/**
 * What `state` and `list` print of a container: the state of the specification (runtime.md), with the root file system,
 * the time of creation and the owner's name as runc adds them, and its order of properties.
 */
export function stateDocument(record: ContainerRecord, now: { status: Status; owner: string }) {
  const annotations = Object.entries(record.annotations).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    ociVersion: record.ociVersion,
    id: record.id,
    pid: now.status === "stopped" ? 0 : record.pid,
    status: now.status,
    bundle: record.bundle,
    rootfs: record.rootfs,
    created: record.created,
    // Left out when there are none, as undefined is by JSON.stringify.
    annotations: annotations.length === 0 ? undefined : Object.fromEntries(annotations),
    owner: now.owner,
  };
}

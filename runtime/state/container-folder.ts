import { tryLock } from "../../sys/file-lock.ts";
import { fileStatus, isFileAt } from "../../sys/file-status.ts";
import { close, makeDirectory, OpenFlag, open, removeDirectory, rename, unlink } from "../../sys/files.ts";
import { poll } from "../../sys/poll.ts";
import { SystemError } from "../../sys/system-error.ts";
import { readTextIfThere, writeText } from "../../sys/text-files.ts";
import type { ContainerRecord } from "./container-record.ts";

const lockWaitMs = 10_000;
const lockRetryMs = 20;

/** The files of one container below the root of all state. */
export function containerPaths(root: string, id: string) {
  const folder = `${root}/${id}`;
  return {
    folder,
    record: `${folder}/state.json`,
    /** config.json as it was at creation: later changes of the bundle have no effect. */
    config: `${folder}/config.json`,
    /** The init process waits here for `start`. */
    startFifo: `${folder}/exec.fifo`,
    notifyFolder: `${folder}/notify`,
    /** Devices on their way into a container that may make none. */
    deviceFolder: `${folder}/devices`,
  };
}

/** Holds a container's folder, so that no other command works on it. */
export interface Hold {
  release(): void;
}

/**
 * Makes the folder of a new container and holds it. Of several who try at once exactly one succeeds. Throws when
 * a container has that id already.
 */
export function claimFolder(root: string, id: string): Hold {
  const { folder, config } = containerPaths(root, id);
  const taken = () =>
    new Error(`Cannot create container ${id}: a container of that id exists; delete it or choose another id`);
  for (;;) {
    if (!makeFolder(root, folder)) throw taken();
    const hold = tryHoldFolder(root, id);
    // Before it was held somebody deleted it, who took it for a creation that was cut short.
    if (!hold) continue;
    // And somebody else made it anew, and was quicker.
    if (!fileStatus(config)) return hold;
    hold.release();
    throw taken();
  }
}

/** Holds the folder of a container; waits a while for who holds it. Throws if there is no such container. */
export function holdFolder(root: string, id: string): Hold {
  const hold = tryHoldFolder(root, id);
  if (hold) return hold;
  throw noSuchContainer(id);
}

/**
 * As {@link holdFolder}; undefined: there is no such container, or none any more. `whileHeld` is called again and again as
 * long as another command holds it.
 */
export function tryHoldFolder(root: string, id: string, whileHeld?: () => void): Hold | undefined {
  const { folder } = containerPaths(root, id);
  for (let waitedMs = 0; ; waitedMs += lockRetryMs) {
    const descriptor = openFolder(folder);
    if (descriptor === undefined) return undefined;
    if (tryLock(descriptor)) {
      // Whoever held it may have deleted the container, and another of its name may have been made.
      if (isFileAt(descriptor, folder)) return { release: () => close(descriptor) };
      close(descriptor);
      continue;
    }
    close(descriptor);
    if (waitedMs >= lockWaitMs)
      throw new Error(
        `Cannot work on container ${id}: another command has been at it for ${lockWaitMs / 1000} s; try again`,
      );
    whileHeld?.();
    poll([], { timeoutMs: lockRetryMs });
  }
}

function openFolder(folder: string): number | undefined {
  try {
    return open(folder, OpenFlag.readOnly | OpenFlag.directory);
  } catch (error) {
    if (SystemError.is(error, "ENOENT")) return undefined;
    throw error;
  }
}

/** Words that containerd, docker and podman look for. */
export function noSuchContainer(id: string): Error {
  return new Error(`container "${id}" does not exist`);
}

/** Writes state.json in one step: a reader finds the old one or the new one. */
export function saveRecord(root: string, record: ContainerRecord): void {
  const path = containerPaths(root, record.id).record;
  writeText(`${path}.new`, JSON.stringify(record), { mode: 0o600 });
  rename(`${path}.new`, path);
}

/**
 * Reads state.json. undefined: a container whose creation was cut short before it was written. Throws where it is not this
 * runtime's: others keep their containers' state likewise.
 */
export function readRecord(root: string, id: string): ContainerRecord | undefined {
  const path = containerPaths(root, id).record;
  const text = readTextIfThere(path);
  if (text === undefined) return undefined;
  let record: Partial<ContainerRecord> | null = null;
  try {
    record = JSON.parse(text);
  } catch {
    // As if it were another's.
  }
  if (record?.id === id && typeof record.startTime === "number") return record as ContainerRecord;
  throw new Error(
    `Cannot work on container ${id}: ${path} is not of this runtime; another runtime's containers need another --root`,
  );
}

/** Removes the folder with all that the runtime puts into it. */
export function removeFolder(root: string, id: string): void {
  const paths = containerPaths(root, id);
  for (const path of [paths.startFifo, paths.config, paths.record, `${paths.record}.new`]) unlink(path);
  removeDevices(root, id);
  unlink(`${paths.notifyFolder}/notify`);
  removeDirectory(paths.notifyFolder);
  if (!removeDirectory(paths.folder))
    throw new Error(`Cannot remove ${paths.folder}: it holds foreign files`);
}

/** Removes what openDevices has made; those that are mounted in a container stay there. */
export function removeDevices(root: string, id: string): void {
  const { deviceFolder } = containerPaths(root, id);
  for (let number = 0; unlink(`${deviceFolder}/${number}`); number++);
  removeDirectory(deviceFolder);
}

/** false: it is there already. */
function makeFolder(root: string, folder: string): boolean {
  try {
    makeFolders(root);
    return makeDirectory(folder, { mode: 0o711 });
  } catch (cause) {
    throw new Error(`Cannot make ${folder} (XDG_RUNTIME_DIR and --root decide where it is)`, { cause });
  }
}

/** As mkdir -p. */
function makeFolders(path: string): void {
  try {
    makeDirectory(path, { mode: 0o711 });
  } catch (error) {
    const parent = path.slice(0, path.lastIndexOf("/"));
    if (!SystemError.is(error, "ENOENT") || parent === "") throw error;
    makeFolders(parent);
    makeDirectory(path, { mode: 0o711 });
  }
}

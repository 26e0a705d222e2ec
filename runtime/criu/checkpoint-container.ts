import { attempt } from "../../sys/door.ts";
import { fileStatus } from "../../sys/file-status.ts";
import { close, FileType, OpenFlag, open, readLink } from "../../sys/files.ts";
import { readText, writeText } from "../../sys/text-files.ts";
import type { Config } from "../config/config.ts";
import { parseConfig } from "../config/parse-config.ts";
import { deleteContainer } from "../delete/delete-container.ts";
import { containerPaths, holdFolder } from "../state/container-folder.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import { loadContainer } from "../state/load-container.ts";
import { statusOf } from "../state/status.ts";
import type { CheckpointOptions } from "./criu-options.ts";
import { explainingFailure } from "./explain-failure.ts";
import { bindMounts } from "./external-mounts.ts";
import { findCriu } from "./find-criu.ts";
import { namespaceKey } from "./namespace-key.ts";
import { withFolders } from "./open-folders.ts";
import { dumpRequest, type ExternalMount, logFiles } from "./requests.ts";
import { type CriuEvent, talkToCriu } from "./talk-to-criu.ts";

/** Where an image keeps what the standard streams were connected to; runc and crun have the same file. */
export const streamsFile = "descriptors.json";

/** Saves a running container by way of criu. Unless it is to go on, it has ended afterwards and is deleted. */
export async function checkpointContainer(
  id: string,
  { root, criu, warn }: { root: string; criu: CheckpointOptions; warn: (message: string) => void },
): Promise<void> {
  const path = findCriu();
  const hold = holdFolder(root, id);
  try {
    const record = loadContainer(root, id);
    const status = statusOf(record, root);
    if (status !== "running" && status !== "paused")
      throw new Error(`Cannot checkpoint container ${id}: it is ${status}, not running`);
    const config = parseConfig(readText(containerPaths(root, id).config));
    withFolders(criu, { makes: true }, (folders) => {
      if (!criu.preDump) saveStreams(record, criu.imageFolder);
      const request = dumpRequest(criu, {
        folders,
        pid: record.pid,
        rootfs: record.rootfs,
        cgroup: record.cgroup?.folder,
        externalMounts: [...ownMounts(config), ...maskedFiles(config, record)],
        externalNamespaces: joinedNamespaces(config),
      });
      const failure = { options: criu, logFile: logFiles.dump };
      explainingFailure(`Cannot checkpoint container ${id}`, failure, () =>
        talkToCriu(request, { path, onEvent: (event) => tellStatus(event, criu) }),
      );
    });
  } finally {
    hold.release();
  }
  if (!criu.leaveRunning && !criu.preDump) await deleteContainer(id, { root, force: true, warn });
}

/** Here a mount's place is also its name in the image; `restore` says by it what comes there. */
const ownMounts = (config: Config): ExternalMount[] =>
  bindMounts(config).map(({ destination }) => ({ destination, source: destination }));

/** Files that are hidden have the host's null device over them; folders a file system of their own, which is saved. */
function maskedFiles({ linux }: Config, { pid }: ContainerRecord): ExternalMount[] {
  return (linux?.maskedPaths ?? [])
    .filter((path) => {
      const status = fileStatus(`/proc/${pid}/root${path}`);
      return status && (status.mode & FileType.mask) !== FileType.directory;
    })
    .map((destination) => ({ destination, source: "/dev/null" }));
}

/** Linux namespaces that the container joined are not saved: the place is prepared by others when it is restored. */
function joinedNamespaces({ linux }: Config): string[] {
  return (linux?.namespaces ?? []).flatMap(({ type, path }) => {
    const key = namespaceKey(type);
    if (path === undefined || key === undefined) return [];
    const inode = fileStatus(path)?.inode;
    if (inode === undefined) throw new Error(`Cannot checkpoint: the ${type} namespace ${path} is gone`);
    return [`${key.criuType}[${inode}]:${key.key}`];
  });
}

/** So that pipes can be connected anew. */
function saveStreams({ pid }: ContainerRecord, folder: string): void {
  const descriptors = open(`/proc/${pid}/fd`, OpenFlag.readOnly | OpenFlag.directory);
  try {
    const scratch = new Uint8Array(4096);
    const streams = ["0", "1", "2"].map((name) => readLink(name, { directory: descriptors, scratch }) ?? "");
    writeText(`${folder}/${streamsFile}`, JSON.stringify(streams), { mode: 0o600 });
  } finally {
    close(descriptors);
  }
}

function tellStatus({ moment }: CriuEvent, { statusDescriptor }: CheckpointOptions): void {
  if (moment !== "status-ready" || statusDescriptor === undefined) return;
  attempt("write", statusDescriptor, new Uint8Array(1), 1);
  close(statusDescriptor);
}

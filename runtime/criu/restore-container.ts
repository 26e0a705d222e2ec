import { encodeText } from "../../sys/door.ts";
import { close, OpenFlag, open } from "../../sys/files.ts";
import { readText } from "../../sys/text-files.ts";
import { sendMessage } from "../../sys/unix-messages.ts";
import type { CreateOptions } from "../create/create-options.ts";
import type { Creation } from "../create/creation.ts";
import { handOver } from "../create/hand-over.ts";
import { prepareCreation } from "../create/prepare-creation.ts";
import { destroyContainer } from "../delete/destroy-container.ts";
import { runHooks } from "../hooks/run-hooks.ts";
import { claimFolder, saveRecord } from "../state/container-folder.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import { ociState } from "../state/oci-state.ts";
import { parseProcessStart } from "../state/process-start.ts";
import { streamsFile } from "./checkpoint-container.ts";
import type { RestoreOptions } from "./criu-options.ts";
import { explainingFailure } from "./explain-failure.ts";
import { bindMounts } from "./external-mounts.ts";
import { findCriu } from "./find-criu.ts";
import { namespaceKey } from "./namespace-key.ts";
import { withFolders } from "./open-folders.ts";
import { prepareRoot } from "./prepare-root.ts";
import { logFiles, type OpenFolders, restoreRequest } from "./requests.ts";
import { type CriuEvent, talkToCriu } from "./talk-to-criu.ts";
import { type Outside, withOwnMounts } from "./with-own-mounts.ts";

/**
 * Makes a container of what a checkpoint saved, by way of criu. Its init process, which runs at once, is a child of this
 * process. Of a restore that fails nothing stays.
 */
export function restoreContainer(options: CreateOptions, criu: RestoreOptions): ContainerRecord {
  const { id, stateRoot: root } = options;
  const path = findCriu();
  const hold = claimFolder(root, id);
  let record: ContainerRecord | undefined;
  try {
    const creation = prepareCreation({ ...options, startsAtOnce: true });
    record = creation.record;
    const failure = { options: criu, logFile: logFiles.restore };
    explainingFailure(`Cannot restore container ${id}`, failure, () =>
      withOwnMounts((outside) => {
        prepareRoot(creation.record.rootfs, { mounts: creation.config.mounts ?? [], bundle: options.bundle });
        // criu mounts in these folders, so they must be opened here.
        withFolders(criu, { makes: false }, (folders) =>
          askForRestore(creation, { path, criu, folders, outside }),
        );
      }),
    );
    handOver(record.pid, options);
    return record;
  } catch (error) {
    destroyContainer({ root, id, record });
    throw error;
  } finally {
    hold.release();
  }
}

interface Surroundings {
  path: string;
  criu: RestoreOptions;
  folders: OpenFolders;
  outside: Outside;
}

function askForRestore(creation: Creation, { path, criu, folders, outside }: Surroundings): void {
  const { config, record, cgroup, cgroupDescriptor } = creation;
  const namespaces = config.linux?.namespaces ?? [];
  const external = openExternalNamespaces(namespaces);
  const place = record.cgroup;
  const request = restoreRequest(criu, {
    folders,
    rootfs: record.rootfs,
    cgroup: place?.folder.slice(place.mount.length),
    externalMounts: [...bindMounts(config), { destination: "/dev/null", source: "/dev/null" }],
    joinedNamespaces: namespaces.flatMap(({ type, path: place }) =>
      place === undefined || namespaceKey(type)
        ? []
        : [{ type: type === "mount" ? "mnt" : type, path: place }],
    ),
    inherited: [...external, ...savedPipes(criu.imageFolder)],
  });
  talkToCriu(request, {
    path,
    cgroup: cgroupDescriptor,
    onBorn: (pid) => {
      if (cgroupDescriptor === undefined) cgroup?.adopt(pid);
      cgroup?.limit(config.linux?.resources);
    },
    inherited: external.map(({ descriptor }) => descriptor),
    onEvent: (event) => handle(event, creation, outside),
  });
  for (const { descriptor } of external) close(descriptor);
}

function handle({ moment, pid = 0, descriptors }: CriuEvent, creation: Creation, outside: Outside): void {
  const { config, record, consoleSocket, options } = creation;
  const [master] = descriptors;
  if (moment === "setup-namespaces") {
    const state = ociState(record, "creating", { pid });
    outside(() => {
      runHooks("prestart", config.hooks?.prestart, state);
      runHooks("createRuntime", config.hooks?.createRuntime, state);
    });
  } else if (moment === "orphan-pts-master" && consoleSocket !== undefined && master !== undefined) {
    sendMessage(consoleSocket, encodeText("/dev/ptmx"), [master]);
  } else if (moment === "post-restore") {
    record.pid = pid;
    record.startTime = parseProcessStart(readText(`/proc/${pid}/stat`)).startTime;
    saveRecord(options.stateRoot, record);
  }
}

function openExternalNamespaces(namespaces: readonly { type: string; path?: string }[]) {
  return namespaces.flatMap(({ type, path }) => {
    const key = namespaceKey(type)?.key;
    return path === undefined || key === undefined
      ? []
      : [{ key, descriptor: open(path, OpenFlag.readOnly) }];
  });
}

/** Streams that were pipes become those of this process. */
function savedPipes(folder: string): { key: string; descriptor: number }[] {
  const streams = JSON.parse(readText(`${folder}/${streamsFile}`)) as string[];
  return streams.flatMap((key, descriptor) => (key.startsWith("pipe:") ? [{ key, descriptor }] : []));
}

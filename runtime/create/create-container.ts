import { close } from "../../sys/files.ts";
import { waitFor } from "../../sys/processes.ts";
import { destroyContainer } from "../delete/destroy-container.ts";
import { HookError, runHooks } from "../hooks/run-hooks.ts";
import { openChannel, type RuntimeEnd } from "../init/channel.ts";
import { initContainer } from "../init/init-container.ts";
import { spawnInit } from "../init/spawn-init.ts";
import { claimFolder, type Hold, removeDevices } from "../state/container-folder.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import { ociState } from "../state/oci-state.ts";
import { accompanyInit } from "./accompany-init.ts";
import type { CreateOptions } from "./create-options.ts";
import type { Creation } from "./creation.ts";
import { handOver } from "./hand-over.ts";
import { prepareCreation } from "./prepare-creation.ts";

/**
 * Makes a container whose process waits for `start` (runtime.md, "Create"). Of a creation that fails nothing stays.
 */
export function createContainer(options: CreateOptions): ContainerRecord {
  const hold = claimFolder(options.stateRoot, options.id);
  let creation: Creation | undefined;
  try {
    creation = prepareCreation(options);
    makeInit(creation, hold);
    handOver(creation.record.pid, options);
    return creation.record;
  } catch (error) {
    undo(options, creation, error);
    throw error;
  } finally {
    hold.release();
  }
}

function makeInit(creation: Creation, hold: Hold): void {
  const { plan, namespaces, config, cgroupDescriptor } = creation;
  const channel = openChannel();
  const birth = {
    plan,
    namespaces,
    config,
    cgroup: cgroupDescriptor,
    channel: channel.init,
  };
  const pid = spawnInit(birth, () => {
    // What init inherits keeps others waiting as long as it is open.
    hold.release();
    close(channel.runtime.descriptor);
    initContainer(creation, channel.init);
  });
  close(channel.init.descriptor);
  try {
    accompanyInit(creation, channel.runtime, pid);
    if (creation.startFifo === undefined) letRun(channel.runtime);
  } finally {
    if (creation.openedDevices.size > 0) removeDevices(creation.options.stateRoot, creation.record.id);
    // Whoever has the FIFO open could be taken for init.
    for (const descriptor of [
      channel.runtime.descriptor,
      ...(creation.startFifo === undefined ? [] : [creation.startFifo]),
      ...creation.openedSources.values(),
      ...creation.openedDevices.values(),
    ])
      close(descriptor);
  }
}

/** The channel closes when init becomes its program; what prevents that is still heard of. */
function letRun(channel: RuntimeEnd): void {
  channel.proceed();
  const last = channel.receive();
  if (last?.is === "failed") throw new Error(last.message);
}

/** A creation that failed takes everything back; if a hook made it fail, the last hooks run (runtime.md, "Lifecycle"). */
function undo(options: CreateOptions, creation: Creation | undefined, error: unknown): void {
  destroyContainer({ root: options.stateRoot, id: options.id, record: creation?.record });
  if (creation?.record.pid) waitFor(creation.record.pid);
  if (creation && error instanceof HookError)
    runHooks("poststop", creation.config.hooks?.poststop, ociState(creation.record, "stopped"));
}

import { close } from "../../sys/files.ts";
import { openProcess, signalProcess } from "../../sys/pidfd.ts";
import { readTextIfThere } from "../../sys/text-files.ts";
import { killGroup } from "../cgroup/kill-group.ts";
import { containerCommand } from "../cli/command.ts";
import { signalNumber } from "../cli/signal-number.ts";
import { killSyntax } from "../cli/syntax/kill.ts";
import type { Config } from "../config/config.ts";
import { containerPaths, noSuchContainer } from "../state/container-folder.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import { loadContainer } from "../state/load-container.ts";
import { isInitAlive } from "../state/status.ts";

const killSignal = 9;

export const kill = containerCommand(killSyntax, (id, { operands, options, globals }) => {
  const signal = signalNumber(operands[1] ?? "TERM");
  const root = globals.stateRoot();
  const record = loadContainer(root, id);
  // The end of init is that of its PID namespace. Without one of its own the container's processes must be ended each.
  const isForAll = options.all || (signal === killSignal && !hasOwnPids(root, id));
  if (isForAll && record.cgroup) killGroup(record.cgroup.folder, signal);
  // Words that containerd looks for.
  else if (!signalInit(record, signal))
    throw new Error(`Cannot signal container ${id}: container not running`);
});

/** From the runtime's own copy of config.json, which has been checked. */
function hasOwnPids(root: string, id: string): boolean {
  const text = readTextIfThere(containerPaths(root, id).config);
  // It has just been deleted.
  if (text === undefined) throw noSuchContainer(id);
  const { linux } = JSON.parse(text) as Config;
  return linux?.namespaces?.some(({ type, path }) => type === "pid" && !path) ?? false;
}

/** false: it has ended. */
function signalInit(record: ContainerRecord, signal: number): boolean {
  if (record.pid === 0) return false;
  // Opened before the look at its start, so that its number cannot pass to another process in between.
  const init = openProcess(record.pid);
  if (init === undefined) return false;
  try {
    return isInitAlive(record) && signalProcess(init, signal);
  } finally {
    close(init);
  }
}

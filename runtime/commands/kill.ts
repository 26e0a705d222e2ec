import { close } from "../../sys/files.ts";
import { openProcess, signalProcess } from "../../sys/pidfd.ts";
import { openCgroup } from "../cgroup/open-cgroup.ts";
import { containerCommand } from "../cli/command.ts";
import { signalNumber } from "../cli/signal-number.ts";
import { killSyntax } from "../cli/syntax/kill.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import { loadContainer } from "../state/load-container.ts";
import { isInitAlive } from "../state/status.ts";

export const kill = containerCommand(killSyntax, (id, { operands, options, globals }) => {
  const signal = signalNumber(operands[1] ?? "TERM");
  const record = loadContainer(globals.stateRoot(), id);
  if (options.all && record.cgroup) openCgroup(record.cgroup).killAll(signal);
  // Words that containerd looks for.
  else if (!signalInit(record, signal))
    throw new Error(`Cannot signal container ${id}: container not running`);
});

/** false: it has ended. */
function signalInit(record: ContainerRecord, signal: number): boolean {
  // Opened before the look at its start, so that its number cannot pass to another process in between.
  const init = openProcess(record.pid);
  if (init === undefined) return false;
  try {
    return isInitAlive(record) && signalProcess(init, signal);
  } finally {
    close(init);
  }
}

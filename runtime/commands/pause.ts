import { freezeGroup } from "../cgroup/freezer.ts";
import { containerCommand } from "../cli/command.ts";
import { pauseSyntax } from "../cli/syntax/pause.ts";
import { holdFolder } from "../state/container-folder.ts";
import { loadContainer } from "../state/load-container.ts";
import { statusOf } from "../state/status.ts";
import { cgroupOf } from "./cgroup-of.ts";

export const pause = containerCommand(pauseSyntax, (id, { globals }) => {
  const root = globals.stateRoot();
  // While one waits until all stand still, another must not let them go on.
  const hold = holdFolder(root, id);
  try {
    pauseContainer(root, id);
  } finally {
    hold.release();
  }
});

function pauseContainer(root: string, id: string): void {
  const record = loadContainer(root, id);
  const status = statusOf(record, root);
  if (status !== "running" && status !== "created")
    throw new Error(`Cannot pause container ${id}: container not running: it is ${status}`);
  freezeGroup(cgroupOf(record, "pause").folder);
}

import { freezeGroup } from "../cgroup/freezer.ts";
import { containerCommand } from "../cli/command.ts";
import { pauseSyntax } from "../cli/syntax/pause.ts";
import { loadContainer } from "../state/load-container.ts";
import { statusOf } from "../state/status.ts";
import { cgroupOf } from "./cgroup-of.ts";

export const pause = containerCommand(pauseSyntax, (id, { globals }) => {
  const root = globals.stateRoot();
  const record = loadContainer(root, id);
  const status = statusOf(record, root);
  if (status !== "running" && status !== "created")
    throw new Error(`Cannot pause container ${id}: container not running: it is ${status}`);
  freezeGroup(cgroupOf(record, "pause").folder);
});

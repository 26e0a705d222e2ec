import { isGroupFrozen, thawGroup } from "../cgroup/freezer.ts";
import { containerCommand } from "../cli/command.ts";
import { resumeSyntax } from "../cli/syntax/resume.ts";
import { loadContainer } from "../state/load-container.ts";
import { statusOf } from "../state/status.ts";
import { cgroupOf } from "./cgroup-of.ts";

export const resume = containerCommand(resumeSyntax, (id, { globals }) => {
  const root = globals.stateRoot();
  const record = loadContainer(root, id);
  const { folder } = cgroupOf(record, "resume");
  // One that was paused before its start tells only its cgroup.
  if (!isGroupFrozen(folder))
    throw new Error(`Cannot resume container ${id}: container not paused: it is ${statusOf(record, root)}`);
  thawGroup(folder);
});

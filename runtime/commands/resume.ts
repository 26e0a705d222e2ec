import { isGroupFrozen, thawGroup } from "../cgroup/freezer.ts";
import { containerCommand } from "../cli/command.ts";
import { resumeSyntax } from "../cli/syntax/resume.ts";
import { holdFolder } from "../state/container-folder.ts";
import { loadContainer } from "../state/load-container.ts";
import { statusOf } from "../state/status.ts";
import { cgroupOf } from "./cgroup-of.ts";

export const resume = containerCommand(resumeSyntax, (id, { globals }) => {
  const root = globals.stateRoot();
  // While one waits until all stand still, another must not let them go on.
  const hold = holdFolder(root, id);
  try {
    resumeContainer(root, id);
  } finally {
    hold.release();
  }
});

function resumeContainer(root: string, id: string): void {
  const record = loadContainer(root, id);
  const { folder } = cgroupOf(record, "resume");
  if (!isGroupFrozen(folder))
    throw new Error(`Cannot resume container ${id}: container not paused: it is ${statusOf(record, root)}`);
  thawGroup(folder);
}

import { fileStatus } from "../../sys/file-status.ts";
import { removeDirectory } from "../../sys/files.ts";
import { poll } from "../../sys/poll.ts";
import { groupProcesses } from "./group-processes.ts";
import { awaitGroupState } from "./group-state.ts";
import { subgroups } from "./subgroups.ts";

const waitMs = 3000;
const tries = 100;
const retryMs = 5;

/**
 * Removes a group and all below it. A process that has been killed leaves its group a moment later, so this waits for
 * them, a while. A group that is gone is no error.
 */
export function removeGroup(folder: string): void {
  if (removeDirectory(folder)) return;
  if (!awaitGroupState(folder, "populated 0", waitMs)) {
    const processes = groupProcesses(folder).join(", ");
    throw new Error(`Cannot remove the cgroup ${folder}: processes are in it (${processes}); end them first`);
  }
  // Nothing lives there any more, but what has just ended may hold it a little longer.
  for (let attempt = 0; attempt < tries; attempt++) {
    removeTree(folder);
    if (!fileStatus(folder)) return;
    poll([], { timeoutMs: retryMs });
  }
  throw new Error(`Cannot remove the cgroup ${folder}: the kernel refuses; may this user write above it?`);
}

function removeTree(folder: string): void {
  for (const below of subgroups(folder)) removeTree(below);
  removeDirectory(folder);
}

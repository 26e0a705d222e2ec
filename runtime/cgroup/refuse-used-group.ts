import { fileStatus } from "../../sys/file-status.ts";
import { isGroupFrozen } from "./freezer.ts";
import { groupProcesses } from "./group-processes.ts";

/** Throws if processes are in a group, or if it would stop those who come. Two containers in one would kill each other. */
export function refuseUsedGroup(folder: string): void {
  if (!fileStatus(folder)) return;
  const count = groupProcesses(folder).length;
  if (count > 0)
    throw new Error(
      `Cannot use the cgroup ${folder}: container's cgroup is not empty: ${count} process(es) found; ` +
        "end them, or choose another linux.cgroupsPath",
    );
  if (isGroupFrozen(folder))
    throw new Error(
      `Cannot use the cgroup ${folder}: it is frozen; thaw it: echo 0 > ${folder}/cgroup.freeze`,
    );
}

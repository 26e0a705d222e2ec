import { removeDirectory } from "../../sys/files.ts";
import { killGroup } from "./kill-group.ts";
import type { CgroupPlace } from "./plan-cgroup.ts";
import { removeCgroup } from "./remove-cgroup.ts";

const kill = 9; // SIGKILL

/** Kills whatever is left in a container's cgroup, and removes it. */
export function endCgroup(place: CgroupPlace): void {
  // Mostly nobody is left: then that is all.
  if (place.unit === undefined && removeDirectory(place.folder)) return;
  killGroup(place.folder, kill);
  removeCgroup(place);
}

import { fileStatus } from "../../sys/file-status.ts";
import { loadedSystemd } from "./loaded-systemd.ts";
import type { CgroupPlace } from "./plan-cgroup.ts";
import { removeGroup } from "./remove-group.ts";

/**
 * Removes a container's cgroup with what is below, and its systemd unit; waits a while for ended processes to be gone
 * from it. One that is gone already is no error.
 */
export function removeCgroup({ folder, unit }: CgroupPlace): void {
  if (unit) {
    try {
      loadedSystemd().stop(unit);
    } catch (error) {
      // Where the unit was never made, systemd need not be there either.
      if (fileStatus(folder)) throw error;
    }
  }
  removeGroup(folder);
}

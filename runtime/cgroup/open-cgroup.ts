import type { Cgroup } from "./cgroup.ts";
import { FileCgroup } from "./file-cgroup.ts";
import type { CgroupPlace } from "./plan-cgroup.ts";
import { UnitCgroup } from "./unit-cgroup.ts";

/** The cgroup at a place, which need not exist yet. For one of systemd its driver must be loaded: see loadSystemd. */
export function openCgroup(place: CgroupPlace): Cgroup {
  const { unit } = place;
  return unit === undefined ? new FileCgroup(place) : new UnitCgroup({ ...place, unit });
}

import type { Cgroup } from "./cgroup.ts";
import { FileCgroup } from "./file-cgroup.ts";
import type { CgroupPlace } from "./plan-cgroup.ts";
import type { SystemdDriver } from "./systemd-driver.ts";
import { systemdDriver } from "./systemd-driver.ts";
import { UnitCgroup } from "./unit-cgroup.ts";

/** The cgroup at a place, which need not exist yet. */
export function openCgroup(place: CgroupPlace): Cgroup {
  const { unit } = place;
  if (unit === undefined) return new FileCgroup(place);
  return new UnitCgroup({ ...place, unit }, (): SystemdDriver => systemdDriver);
}

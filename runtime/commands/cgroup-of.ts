import type { CgroupPlace } from "../cgroup/plan-cgroup.ts";
import type { ContainerRecord } from "../state/container-record.ts";

/** Where a container's cgroup is, for a command that cannot do without. `verb` is what the command does to it. */
export function cgroupOf({ id, cgroup }: ContainerRecord, verb: string): CgroupPlace {
  if (cgroup) return cgroup;
  throw new Error(
    `Cannot ${verb} container ${id}: it has no cgroup, because its user may make none; have systemd delegate one`,
  );
}

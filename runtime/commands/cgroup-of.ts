import type { Cgroup } from "../cgroup/cgroup.ts";
import { openCgroup } from "../cgroup/open-cgroup.ts";
import type { ContainerRecord } from "../state/container-record.ts";

/** A container's cgroup, for a command that cannot do without. `verb` is what the command does to containers. */
export function cgroupOf(record: ContainerRecord, verb: string): Cgroup {
  if (record.cgroup) return openCgroup(record.cgroup);
  throw new Error(
    `Cannot ${verb} container ${record.id}: it has no cgroup, because its user may make none; have systemd delegate one`,
  );
}

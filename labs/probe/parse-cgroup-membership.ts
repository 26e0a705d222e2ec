import { linesOf } from "./lines-of.ts";
import { parseUnsigned32 } from "./parse-unsigned.ts";

/** Where a process stands in one hierarchy of control groups. */
export interface CgroupPlace {
  /**
   * From the root of the reader's cgroup namespace; it begins with /.. for a group outside of it. Free text
   * but for newlines, which the kernel refuses in a group's name.
   */
  path: string;
  /**
   * The group is removed and only its dying process is left. A group whose own name ends in " (deleted)" looks
   * the same: the file does not tell them apart.
   */
  removed: boolean;
}

/** A process's control groups. */
export interface CgroupMembership {
  /** Its place in the one hierarchy of cgroup v2. Absent where v2 is not mounted. */
  unified?: CgroupPlace;
  /** Its places in the hierarchies of cgroup v1. */
  legacy: (CgroupPlace & { hierarchy: number; controllers: string[] })[];
}

const removedMark = " (deleted)";

/** Parses /proc/<pid>/cgroup; see cgroups(7). */
export function parseCgroupMembership(text: string): CgroupMembership {
  const membership: CgroupMembership = { legacy: [] };
  for (const line of linesOf(text)) {
    // Only the first two colons separate: the path may hold more.
    const match = /^([0-9]+):([^:]*):(\/.*)$/s.exec(line);
    if (match === null) throw new Error("Cannot parse cgroup: a line is not hierarchy:controllers:/path");
    const [, id = "", controllers = "", fullPath = ""] = match;
    const hierarchy = parseUnsigned32(id, "cgroup: hierarchy");
    const removed = fullPath.endsWith(removedMark);
    const path = removed ? fullPath.slice(0, -removedMark.length) : fullPath;
    if (hierarchy === 0) membership.unified = { path, removed };
    else membership.legacy.push({ path, removed, hierarchy, controllers: controllers.split(",") });
  }
  return membership;
}

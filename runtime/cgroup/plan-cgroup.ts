import { cleanPath, ownGroup } from "./group-path.ts";
import { planUnit, slicePath, type UnitPlace } from "./plan-unit.ts";

/** Where a container's cgroup is. Plain JSON, kept in its record. */
export interface CgroupPlace {
  driver: "file" | "systemd";
  /** Where the cgroup2 file system is mounted. */
  mount: string;
  /** The group's folder, below `mount`. */
  folder: string;
  /** linux.cgroupsPath asked for it, so that without it there is no container, even for a user without rights. */
  isAsked: boolean;
  isRootless: boolean;
  /** Only with the systemd driver. */
  unit?: UnitPlace;
}

/** What decides where the group goes. */
export interface CgroupRequest {
  id: string;
  /** linux.cgroupsPath. */
  cgroupsPath: string | undefined;
  driver: "file" | "systemd";
  isRootless: boolean;
  annotations: Readonly<Record<string, string>>;
  /** See findUnifiedMount. */
  mount: string;
  /** The text of /proc/self/cgroup. Called only when the place depends on it. */
  ownGroups: () => string;
  /** The group of the user's systemd. Called only for its units. */
  userManagerGroup: () => string;
}

/**
 * Decides where a container's cgroup goes, as runc does. File driver: an absolute cgroupsPath counts from the root
 * of the hierarchy; a relative one, and without one the id, from the parent of our own group, since ours has a process
 * in it and so could not enable controllers. systemd driver: see planUnit.
 */
export function planCgroup(request: CgroupRequest): CgroupPlace {
  const { driver, mount, isRootless } = request;
  const cgroupsPath = request.cgroupsPath ?? "";
  const place = { driver, mount, isAsked: cgroupsPath !== "", isRootless };
  if (driver === "systemd") {
    const { id, annotations } = request;
    const unit = planUnit({ id, cgroupsPath, isUser: isRootless, annotations });
    const above = unit.isUser ? cleanPath(request.userManagerGroup()) : "";
    // A slice's own path tells where it hangs.
    const isSlice = unit.name.endsWith(".slice");
    const below = isSlice ? slicePath(unit.name) : `${slicePath(unit.slice)}/${unit.name}`;
    return { ...place, folder: mount + above + below, unit };
  }
  const path = cleanPath(cgroupsPath);
  if (cgroupsPath.startsWith("/")) {
    if (path === "") throw new Error("linux.cgroupsPath: / is the root of all cgroups; name one below it");
    return { ...place, folder: mount + path };
  }
  const group = ownGroup(request.ownGroups());
  // What lies outside of our cgroup namespace cannot be named.
  const own = group.startsWith("/..") ? "" : cleanPath(group);
  const parent = own.slice(0, Math.max(own.lastIndexOf("/"), 0));
  return { ...place, folder: `${mount}${parent}${path || `/${request.id}`}` };
}

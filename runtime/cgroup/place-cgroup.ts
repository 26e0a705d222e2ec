import { userId } from "../../sys/credentials.ts";
import { FileSystemType, fileSystemType } from "../../sys/file-system-type.ts";
import { readText } from "../../sys/text-files.ts";
import type { Config } from "../config/config.ts";
import { loadedSystemd } from "./loaded-systemd.ts";
import { type CgroupPlace, planCgroup } from "./plan-cgroup.ts";
import { refuseUsedGroup } from "./refuse-used-group.ts";
import { findUnifiedMount } from "./unified-mount.ts";

export interface PlaceCgroupOptions {
  id: string;
  /** --systemd-cgroup. */
  usesSystemd?: boolean;
  /** --rootless; undefined: find out. */
  isRootless?: boolean | undefined;
}

/**
 * Decides where a container's cgroup goes on this host. Makes nothing. Throws where others are in it already, so that a
 * record never names a group whose processes are not the container's: deleting it would kill them.
 */
export function placeCgroup(config: Config, options: PlaceCgroupOptions): CgroupPlace {
  const place = planCgroup({
    id: options.id,
    cgroupsPath: config.linux?.cgroupsPath,
    driver: options.usesSystemd ? "systemd" : "file",
    isRootless: options.isRootless ?? !isRootOfHost(),
    annotations: config.annotations ?? {},
    mount: unifiedMount(),
    ownGroups: () => readText("/proc/self/cgroup"),
    userManagerGroup: () => loadedSystemd().userManagerGroup(),
  });
  refuseUsedGroup(place.folder);
  return place;
}

/** The list of mounts is long, so the usual places are looked at first. */
function unifiedMount(): string {
  const usual = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"];
  return (
    usual.find((path) => fileSystemType(path) === FileSystemType.cgroup2) ??
    findUnifiedMount(readText("/proc/self/mountinfo"))
  );
}

/** User 0 of the first user namespace: in others, 0 may write to no more cgroups than the user that it is. */
const isRootOfHost = (): boolean =>
  userId() === 0 && /^\s*0\s+0\s+4294967295\s*$/.test(readText("/proc/self/uid_map"));

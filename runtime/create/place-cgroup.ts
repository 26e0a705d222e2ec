import { FileSystemType, fileSystemType } from "../../sys/file-system-type.ts";
import { readText } from "../../sys/text-files.ts";
import { type CgroupPlace, planCgroup } from "../cgroup/plan-cgroup.ts";
import { findUnifiedMount } from "../cgroup/unified-mount.ts";
import type { Config } from "../config/config.ts";
import type { CreateOptions } from "./create-options.ts";

const usualMount = "/sys/fs/cgroup";

/** Decides where the cgroup of a new container goes, from config.json and what this host is like. */
export function placeCgroup(
  config: Config,
  { id, usesSystemd, isRootless }: Pick<CreateOptions, "id" | "usesSystemd"> & { isRootless: boolean },
): CgroupPlace {
  return planCgroup({
    id,
    cgroupsPath: config.linux?.cgroupsPath,
    driver: usesSystemd ? "systemd" : "file",
    isRootless,
    annotations: config.annotations ?? {},
    mount: unifiedMount(),
    ownGroups: () => readText("/proc/self/cgroup"),
    userManagerGroup: () => readText("/proc/self/cgroup"),
  });
}

/** Asking the usual place is cheaper than reading the list of all mounts. */
function unifiedMount(): string {
  if (fileSystemType(usualMount) === FileSystemType.cgroup2) return usualMount;
  return findUnifiedMount(readText("/proc/self/mountinfo"));
}

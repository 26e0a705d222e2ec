import type { Resources } from "../config/config.ts";

/** How {@link Cgroup.limit} works. */
export interface LimitOptions {
  /** Leaves the device program as it is: others may have changed it since. For `update`. */
  keepDevices?: boolean;
}

/**
 * The cgroup of one container, in the one hierarchy of cgroup v2: what the drivers do each in their own way. For the
 * rest a group is its folder: see freezeGroup, groupProcesses, killGroup, readStats, openGroup and removeCgroup.
 */
export interface Cgroup {
  /** Absolute folder in the cgroup2 file system. */
  readonly folder: string;

  /**
   * Makes it (file driver), enabling the controllers that are there down the path. Result: an open descriptor of the
   * folder to be born in (CLONE_INTO_CGROUP); undefined for the systemd driver, which takes the process in by
   * {@link adopt}, and where a user without rights gets no cgroup: then there is nothing to adopt into either, and
   * the other methods do nothing. Throws if processes are in it.
   */
  make(resources: Resources | undefined): number | undefined;

  /** A user without rights got none when it was made. */
  readonly isLacking: boolean;

  /** Takes a process in (systemd: StartTransientUnit with PIDs; file driver where it could not be born inside). */
  adopt(pid: number): void;

  /** Writes limits and the device program. Throws an error that begins with the field of config.json. */
  limit(resources: Resources | undefined, options?: LimitOptions): void;

  /**
   * Gives the group, not its limits, to a user of the host, so that the container's root can divide it further. For a
   * container with its own cgroup namespace and a writable cgroup mount (specification, "Cgroup ownership").
   */
  giveTo(uid: number): void;
}

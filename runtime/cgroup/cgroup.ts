import type { Resources } from "../config/config.ts";
import type { CgroupStats } from "./stats/cgroup-stats.ts";

/** How {@link Cgroup.limit} works. */
export interface LimitOptions {
  /** Leaves the device program as it is: others may have changed it since. For `update`. */
  keepDevices?: boolean;
}

/** The cgroup of one container, in the one hierarchy of cgroup v2. */
export interface Cgroup {
  /** Absolute folder in the cgroup2 file system. */
  readonly folder: string;

  /**
   * Makes it (file driver), enabling the controllers that are there down the path. Result: an open descriptor of the
   * folder to be born in (CLONE_INTO_CGROUP); undefined for the systemd driver, which takes the process in by
   * {@link adopt}, and where a user without rights gets no cgroup: then there is nothing to adopt into either, and
   * every other method does nothing or says so. Throws if processes are in it.
   */
  make(resources: Resources | undefined): number | undefined;

  /** Takes a process in (systemd: StartTransientUnit with PIDs; file driver where it could not be born inside). */
  adopt(pid: number): void;

  /** Writes limits and the device program. Throws an error that begins with the field of config.json. */
  limit(resources: Resources | undefined, options?: LimitOptions): void;

  /**
   * Gives the group, not its limits, to a user of the host, so that the container's root can divide it further. For a
   * container with its own cgroup namespace and a writable cgroup mount (specification, "Cgroup ownership").
   */
  giveTo(uid: number): void;

  /** A descriptor of the group or of one below it, to be born in. A path with .. is refused. */
  open(below?: string): number;

  /**
   * The same of the group that a process of the container is in now, for `exec` when this one cannot take processes in
   * because init has divided it (EBUSY) or left it (ENOENT).
   */
  openGroupOf(pid: number): number;

  /** Stops every process, and waits until they stand still. */
  freeze(): void;
  thaw(): void;
  isFrozen(): boolean;

  /** Of this group and all below it. */
  processes(): number[];

  /** Signals every process in it and below; SIGKILL through cgroup.kill where the kernel has it. */
  killAll(signal: number): void;

  stats(): CgroupStats;

  /**
   * Removes it with what is below, and the systemd unit; waits a while for ended processes to be gone from it. One that
   * is gone already is no error.
   */
  remove(): void;
}

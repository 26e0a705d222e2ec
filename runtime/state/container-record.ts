import type { CgroupPlace } from "../cgroup/plan-cgroup.ts";

/** What is remembered of a container between two commands: state.json. */
export interface ContainerRecord {
  ociVersion: string;
  id: string;
  /** Absolute paths of the host. */
  bundle: string;
  rootfs: string;
  /** RFC 3339, UTC. */
  created: string;
  /** The init process as the host counts; 0 while it is being made. */
  pid: number;
  /** When it began, in clock ticks since boot: field 22 of /proc/<pid>/stat. Tells it from a later owner of its number. */
  startTime: number;
  /** The user who made it. */
  owner: number;
  annotations: Record<string, string>;
  /** null: it has no cgroup of its own. */
  cgroup: CgroupPlace | null;
  isRootless: boolean;
  /** Whether config.json says what to run; without it there is nothing to start. */
  hasProcess: boolean;
  /** --no-new-keyring: its processes have the session keyring of who calls the runtime, and none of their own. */
  keepsKeyring: boolean;
}

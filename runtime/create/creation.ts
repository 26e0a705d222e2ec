import type { Cgroup } from "../cgroup/cgroup.ts";
import type { Config } from "../config/config.ts";
import type { NamespacePlan } from "../init/plan-linux-namespaces.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import type { CreateOptions } from "./create-options.ts";

/** Everything that is decided and opened before init is born; it inherits all of it. */
export interface Creation {
  options: CreateOptions;
  config: Config;
  record: ContainerRecord;
  plan: NamespacePlan;
  /** Open namespaces, in the order of the plan's joins. */
  namespaces: number[];
  cgroup: Cgroup | undefined;
  /** Where init is born, if it can be. */
  cgroupDescriptor: number | undefined;
  /** Where the host has its cgroup2 file system. */
  cgroupRoot: string;
  /**
   * The FIFO at which init waits, open on both sides, so that reading waits even before `start` comes. Without it init
   * goes on when the runtime says so.
   */
  startFifo: number | undefined;
  consoleSocket: number | undefined;
  /** Sources of mounts that the container's user could not open, by the mount's index. */
  openedSources: Map<number, number>;
  /** Devices that the container may not make, by their path. */
  openedDevices: Map<string, number>;
  /** Whether the container has another user namespace than the runtime. */
  hasUserNamespace: boolean;
  /** The compiled seccomp filter. */
  seccompFilter: Uint8Array | undefined;
}

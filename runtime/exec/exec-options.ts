import type { ConsoleTaker } from "../create/console-socket.ts";

/** What `exec` is told besides the container's own configuration. */
export interface ExecOptions {
  id: string;
  stateRoot: string;
  /** A process.json; without it config.json's process, changed by what follows. */
  processFile?: string | undefined;
  args: readonly string[];
  cwd?: string | undefined;
  env: readonly string[];
  /** uid or uid:gid. */
  user?: string | undefined;
  additionalGids: readonly number[];
  capabilities: readonly string[];
  hasTerminal?: boolean | undefined;
  noNewPrivileges?: boolean | undefined;
  apparmorProfile?: string | undefined;
  selinuxLabel?: string | undefined;
  console?: ConsoleTaker | undefined;
  pidFile?: string | undefined;
  pidfdSocket?: string | undefined;
  preservedDescriptors?: number;
  /** How many of them are sockets that the program is told of (sd_listen_fds(3)). */
  listenSockets?: number;
  /** Below the container's cgroup: a path, or controller:path. */
  cgroups: readonly string[];
  ignoresPause?: boolean | undefined;
  isDetached?: boolean | undefined;
}

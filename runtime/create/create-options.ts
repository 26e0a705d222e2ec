import type { ConsoleTaker } from "./console-socket.ts";

/** What `create` and `run` are told besides config.json. */
export interface CreateOptions {
  id: string;
  /** The folder of config.json, absolute. */
  bundle: string;
  /** What config.json holds. */
  configText: string;
  /** The folder of all containers' state, absolute. */
  stateRoot: string;
  console?: ConsoleTaker | undefined;
  pidFile?: string | undefined;
  /** A socket that wants a pidfd of init. */
  pidfdSocket?: string | undefined;
  noPivot?: boolean;
  noNewKeyring?: boolean;
  /** How many descriptors from 3 on the container inherits. */
  preservedDescriptors?: number;
  /** How many of them are sockets that the program is told of (sd_listen_fds(3)). */
  listenSockets?: number;
  /** Where a service manager listens, if it wants to know when the program is ready (NOTIFY_SOCKET, sd_notify(3)). */
  notifySocket?: string | undefined;
  usesSystemd?: boolean;
  /** Nobody will call `start`: the program runs when all is made. */
  startsAtOnce?: boolean;
  /** undefined: find out. */
  isRootless?: boolean | undefined;
}

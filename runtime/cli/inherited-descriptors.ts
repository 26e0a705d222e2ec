import { perform } from "../../sys/door.ts";
import { environmentVariable } from "./environment-variable.ts";
import { listenSockets } from "./listen-sockets.ts";

/** What a program inherits besides its standard streams. */
export interface InheritedDescriptors {
  /** How many descriptors from 3 on. */
  preservedDescriptors: number;
  /** How many of them, the first, are sockets that systemd passes on. */
  listenSockets: number;
}

/**
 * What --preserve-fds and the environment say. Some may be missing: what we open ourselves in their place closes on exec
 * in any case.
 */
export function inheritedDescriptors(preserved = 0): InheritedDescriptors {
  if (preserved < 0) throw new Error(`Cannot preserve ${preserved} descriptors: --preserve-fds is 0 or more`);
  const sockets = listenSockets({
    count: environmentVariable("LISTEN_FDS"),
    owner: environmentVariable("LISTEN_PID"),
    pid: () => perform("getpid"),
  });
  return { preservedDescriptors: sockets + preserved, listenSockets: sockets };
}

import { attempt, perform } from "../../sys/door.ts";
import { environmentVariable } from "./environment-variable.ts";
import { listenSockets } from "./listen-sockets.ts";

/** What a program inherits besides its standard streams. */
export interface InheritedDescriptors {
  /** How many descriptors from 3 on. */
  preservedDescriptors: number;
  /** How many of them, the first, are sockets that systemd passes on. */
  listenSockets: number;
}

/** What --preserve-fds and the environment say; throws where a descriptor is not there. */
export function inheritedDescriptors(preserved = 0): InheritedDescriptors {
  if (preserved < 0) throw new Error(`Cannot preserve ${preserved} descriptors: --preserve-fds is 0 or more`);
  const sockets = listenSockets({
    count: environmentVariable("LISTEN_FDS"),
    owner: environmentVariable("LISTEN_PID"),
    pid: () => perform("getpid"),
  });
  // systemd's are all there. Of the others some may be missing: what we open ourselves closes on exec in any case.
  for (let descriptor = 3; descriptor < 3 + sockets; descriptor++) checkInherited(descriptor);
  return { preservedDescriptors: sockets + preserved, listenSockets: sockets };
}

/** What this program opened itself is closed on exec; what it was given is not. */
function checkInherited(descriptor: number): void {
  const getFlags = 1; // F_GETFD
  const flags = attempt("fcntl", descriptor, getFlags, 0);
  if (flags !== 0)
    throw new Error(
      `Cannot preserve descriptor ${descriptor}: the caller has left none open under that number`,
    );
}

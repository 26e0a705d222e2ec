import { attempt } from "../../sys/door.ts";
import { environmentVariable } from "./environment-variable.ts";

/**
 * How many descriptors from 3 on a program inherits: the sockets that systemd passes on (LISTEN_FDS, sd_listen_fds(3)),
 * and after them as many as --preserve-fds says.
 */
export function inheritedDescriptors(preserved = 0): number {
  if (preserved < 0) throw new Error(`Cannot preserve ${preserved} descriptors: --preserve-fds is 0 or more`);
  const count = listenDescriptors(environmentVariable("LISTEN_FDS")) + preserved;
  for (let descriptor = 3; descriptor < 3 + count; descriptor++) checkInherited(descriptor);
  return count;
}

function listenDescriptors(text: string | undefined): number {
  if (!text) return 0;
  if (!/^\d{1,6}$/.test(text))
    throw new Error(`Cannot pass on sockets: LISTEN_FDS must be a number, found ${JSON.stringify(text)}`);
  return Number(text);
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

import { environmentVariable } from "./environment-variable.ts";

/**
 * How many descriptors from 3 on a program inherits: the sockets that systemd passes on (LISTEN_FDS, sd_listen_fds(3)),
 * and after them as many as --preserve-fds says.
 */
export function inheritedDescriptors(preserved = 0): number {
  if (preserved < 0) throw new Error(`Cannot preserve ${preserved} descriptors: --preserve-fds is 0 or more`);
  return listenDescriptors(environmentVariable("LISTEN_FDS")) + preserved;
}

function listenDescriptors(text: string | undefined): number {
  if (!text) return 0;
  if (!/^\d{1,6}$/.test(text))
    throw new Error(`Cannot pass on sockets: LISTEN_FDS must be a number, found ${JSON.stringify(text)}`);
  return Number(text);
}

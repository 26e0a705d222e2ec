import type { Linux, NetDevice } from "../config.ts";
import { type Blame, quoted } from "../config-error.ts";

const mostCharacters = 15; // IFNAMSIZ with its NUL

/** config-linux.md, "Network Devices". */
export function checkNetDevices(netDevices: Record<string, NetDevice>, linux: Linux, blame: Blame): void {
  if (Object.keys(netDevices).length === 0) return;
  if (!linux.namespaces?.some(({ type }) => type === "network"))
    throw blame([], 'needs a "network" entry in linux.namespaces');
  for (const [host, { name }] of Object.entries(netDevices)) {
    if (!isDeviceName(host)) throw blame([host], "cannot be the name of a network device");
    if (name !== undefined && !isDeviceName(name))
      throw blame([host, "name"], `${quoted(name)} cannot be the name of a network device`);
  }
}

/** The kernel's dev_valid_name(). */
function isDeviceName(name: string): boolean {
  return name.length <= mostCharacters && name !== "." && name !== ".." && !/[/:\s]/.test(name);
}

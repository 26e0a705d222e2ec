import type { Device } from "../config.ts";
import type { Blame } from "../config-error.ts";

/** config-linux.md, "Devices". */
export function checkDevices(devices: readonly Device[], blame: Blame): void {
  for (const [index, device] of devices.entries()) {
    for (const property of ["major", "minor"] as const)
      if (device.type !== "p" && device[property] === undefined)
        throw blame([index, property], `is missing; a device of type "${device.type}" needs it`);
    // Go programs fill in the type of the file as well.
    if (device.fileMode !== undefined) device.fileMode &= 0o7777;
  }
}

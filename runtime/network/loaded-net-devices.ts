import type { moveDevices } from "./move-devices.ts";

let mover: typeof moveDevices | undefined;

/** Loads what only containers with linux.netDevices need. To be awaited before one is made. */
export async function loadNetDevices(): Promise<void> {
  mover ??= (await import("./move-devices.ts")).moveDevices;
}

export function loadedNetDevices(): typeof moveDevices {
  if (mover === undefined)
    throw new Error("Cannot move network devices: this command has not loaded the code for it");
  return mover;
}

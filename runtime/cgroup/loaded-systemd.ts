import type { SystemdDriver } from "./systemd-driver.ts";

let driver: SystemdDriver | undefined;

/** Loads what only the cgroups of systemd need. To be awaited before one is placed, made, limited or removed. */
export async function loadSystemd(): Promise<void> {
  driver ??= (await import("./systemd-driver.ts")).systemdDriver;
}

/** Puts another in its place, before it is asked anything. */
export function replaceSystemd(other: SystemdDriver): void {
  driver = other;
}

export function loadedSystemd(): SystemdDriver {
  if (driver === undefined) throw new Error("Cannot ask systemd: this command has not loaded its driver");
  return driver;
}

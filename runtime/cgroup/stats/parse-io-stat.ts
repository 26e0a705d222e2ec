import type { IoDeviceStats } from "./cgroup-stats.ts";

/**
 * Parses io.stat: a line for each device, major:minor key=count key=count … Some kernels put devices without counts
 * before others in a line; those are left out.
 */
export function parseIoStat(text: string): IoDeviceStats[] {
  const devices: IoDeviceStats[] = [];
  for (const line of text.split("\n")) {
    let device: IoDeviceStats | undefined;
    for (const word of line.split(" ")) {
      const [, major, minor] = /^([0-9]+):([0-9]+)$/.exec(word) ?? [];
      const [, key, count] = /^([^=]+)=([0-9]+)$/.exec(word) ?? [];
      if (major !== undefined) device = { major: Number(major), minor: Number(minor), values: {} };
      else if (device && key !== undefined) device.values[key] = BigInt(count ?? 0);
    }
    if (device && Object.keys(device.values).length > 0) devices.push(device);
  }
  return devices;
}

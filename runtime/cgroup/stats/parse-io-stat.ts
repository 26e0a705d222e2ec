import type { IoDeviceStats } from "./cgroup-stats.ts";

/** Parses io.stat: a line for each device, major:minor key=count key=count … */
export function parseIoStat(text: string): IoDeviceStats[] {
  const devices: IoDeviceStats[] = [];
  for (const line of text.split("\n")) {
    const [device = "", ...pairs] = line.split(" ");
    const [major = "", minor] = device.split(":");
    // Some kernels write devices without counts, more than one in a line.
    if (minor === undefined || pairs.length === 0) continue;
    const values: Record<string, bigint> = {};
    for (const pair of pairs) {
      const [key = "", value = ""] = pair.split("=");
      if (/^[0-9]+$/.test(value)) values[key] = BigInt(value);
    }
    devices.push({ major: Number(major), minor: Number(minor), values });
  }
  return devices;
}

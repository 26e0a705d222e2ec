import { linesOf } from "./lines-of.ts";
import { type CgroupLimit, parseCgroupLimit } from "./parse-cgroup-limit.ts";
import { parseUnsigned32 } from "./parse-unsigned.ts";

/** What a group may do on one block device, in bytes and operations per second. */
export interface IoMax {
  device: { major: number; minor: number };
  readBytesPerSecond: CgroupLimit;
  writeBytesPerSecond: CgroupLimit;
  readsPerSecond: CgroupLimit;
  writesPerSecond: CgroupLimit;
}

/**
 * Parses io.max, such as `8:16 rbps=2097152 wbps=max riops=max wiops=120`: a line for each device with a
 * limit. See the kernel's Documentation/admin-guide/cgroup-v2.rst.
 */
export function parseIoMax(text: string): IoMax[] {
  return linesOf(text).map((line) => {
    const [device = "", ...pairs] = line.split(" ");
    const match = /^([0-9]+):([0-9]+)$/.exec(device);
    if (match === null) throw new Error("Cannot parse io.max: major:minor is expected");
    const values = new Map(pairs.map((pair) => pair.split("=", 2) as [string, string | undefined]));
    const limit = (key: string): CgroupLimit => parseCgroupLimit(values.get(key) ?? "max");
    return {
      device: {
        major: parseUnsigned32(match[1] ?? "", "io.max: device"),
        minor: parseUnsigned32(match[2] ?? "", "io.max: device"),
      },
      readBytesPerSecond: limit("rbps"),
      writeBytesPerSecond: limit("wbps"),
      readsPerSecond: limit("riops"),
      writesPerSecond: limit("wiops"),
    };
  });
}

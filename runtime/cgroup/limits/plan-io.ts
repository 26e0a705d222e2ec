import type { BlockIo } from "../../config/config.ts";
import type { LimitWrite } from "./limit-write.ts";

const base = "/linux/resources/blockIO";

const throttles = [
  ["throttleReadBpsDevice", "rbps"],
  ["throttleWriteBpsDevice", "wbps"],
  ["throttleReadIOPSDevice", "riops"],
  ["throttleWriteIOPSDevice", "wiops"],
] as const;

/** linux.resources.blockIO: weights from 10 to 1000, rates in bytes or operations per second, 0 for no limit. */
export function planIo(blockIO: BlockIo): LimitWrite[] {
  const writes: LimitWrite[] = [];
  if (blockIO.weight) writes.push(weightWrite("", blockIO.weight, `${base}/weight`));
  for (const [index, { major, minor, weight }] of (blockIO.weightDevice ?? []).entries())
    if (weight)
      writes.push(weightWrite(`${major}:${minor} `, weight, `${base}/weightDevice/${index}/weight`));
  for (const [field, key] of throttles)
    for (const [index, { major, minor, rate }] of (blockIO[field] ?? []).entries())
      writes.push({
        file: "io.max",
        value: `${major}:${minor} ${key}=${rate === 0n ? "max" : rate}`,
        pointer: `${base}/${field}/${index}`,
      });
  return writes;
}

/** The scheduler BFQ has a file of its own, which is there when the module is, and keeps the scale of v1. */
function weightWrite(device: string, weight: number, pointer: string): LimitWrite {
  return {
    file: "io.bfq.weight",
    value: `${device}${weight}`,
    pointer,
    otherwise: { file: "io.weight", value: `${device}${ioWeight(weight)}`, pointer },
  };
}

/** From 10…1000 to 1…10000, by a straight line. */
export const ioWeight = (weight: number): number => 1 + Math.trunc(((weight - 10) * 9999) / 990);

import { parseNumberList } from "../../config/parse-number-list.ts";

/** A list as "0-3,7", in the form that systemd takes for AllowedCPUs: bit n of the bytes, the lowest first. */
export function cpuSetBits(list: string, field: string): Uint8Array {
  const ranges = parseNumberList(list);
  if (ranges === undefined)
    throw new Error(`${field}: must be a list as 0-3,7, found ${JSON.stringify(list)}`);
  const most = ranges.reduce((most, [, last]) => Math.max(most, last), 0);
  const bits = new Uint8Array((most >> 3) + 1);
  for (const [first, last] of ranges)
    for (let number = first; number <= last; number++)
      bits[number >> 3] = (bits[number >> 3] ?? 0) | (1 << (number & 7));
  return bits;
}

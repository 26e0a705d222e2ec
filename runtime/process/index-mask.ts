import { parseNumberList } from "../config/parse-number-list.ts";

/** A list of CPUs or memory nodes, as "0-3,7", as the kernel's bit mask, in whole 64-bit words. Throws RangeError. */
export function indexMask(list: string): Uint8Array {
  const ranges = parseNumberList(list);
  if (!ranges) throw new RangeError(`must be a list such as 0-3,7, found ${JSON.stringify(list)}`);
  const highest = Math.max(...ranges.map(([, last]) => last));
  const mask = new Uint8Array(((highest >> 6) + 1) * 8);
  for (const [first, last] of ranges)
    for (let index = first; index <= last; index++)
      mask[index >> 3] = (mask[index >> 3] ?? 0) | (1 << (index & 7));
  return mask;
}

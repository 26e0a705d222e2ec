/** More CPUs or memory nodes than any kernel is built for. */
const mostIndices = 65_536;

/**
 * A list of indices, as "0-3,7", as the kernel's bit mask of CPUs or memory nodes, in whole 64-bit words. Throws
 * RangeError on anything else.
 */
export function indexMask(list: string): Uint8Array {
  const ranges = list.split(",").map((part) => {
    const found = /^ *(\d+) *(?:- *(\d+) *)?$/.exec(part);
    const first = Number(found?.[1]);
    const last = Number(found?.[2] ?? found?.[1]);
    if (!found || first > last || last >= mostIndices)
      throw new RangeError(`must be a list such as 0-3,7, found ${JSON.stringify(list)}`);
    return { first, last };
  });
  const highest = Math.max(...ranges.map(({ last }) => last));
  const mask = new Uint8Array(((highest >> 6) + 1) * 8);
  for (const { first, last } of ranges)
    for (let index = first; index <= last; index++)
      mask[index >> 3] = (mask[index >> 3] ?? 0) | (1 << (index & 7));
  return mask;
}

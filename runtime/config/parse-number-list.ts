/** The largest number that a list may hold: no kernel knows that many CPUs or nodes, and masks stay small. */
const most = 65_535;

/**
 * Parses a list of CPUs or memory nodes as "0-3,7" into ranges, each with its first and last number. undefined: the
 * text is no such list.
 */
export function parseNumberList(text: string): [first: number, last: number][] | undefined {
  const ranges: [number, number][] = [];
  for (const entry of text.split(",")) {
    const match = /^ *(\d{1,5}) *(?:- *(\d{1,5}) *)?$/.exec(entry);
    const first = Number(match?.[1]);
    const last = Number(match?.[2] ?? match?.[1]);
    if (!match || first > last || last > most) return undefined;
    ranges.push([first, last]);
  }
  return ranges;
}

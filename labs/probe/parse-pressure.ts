import { linesOf } from "./lines-of.ts";
import { parseUnsigned } from "./parse-unsigned.ts";

/** Time lost to waiting: averages in percent over 10, 60 and 300 seconds, and the sum since boot. */
export interface Stall {
  average10: number;
  average60: number;
  average300: number;
  totalUs: bigint;
}

/** Pressure on one resource. */
export interface Pressure {
  /** At least one task waited. */
  some: Stall;
  /** All waited at once. Absent for processors on older kernels. */
  full?: Stall;
}

const stallPattern =
  /^(some|full) avg10=([0-9]+\.[0-9]{2}) avg60=([0-9]+\.[0-9]{2}) avg300=([0-9]+\.[0-9]{2}) total=([0-9]+)$/;

/** Parses cpu.pressure, memory.pressure or io.pressure; see the kernel's Documentation/accounting/psi.rst. */
export function parsePressure(text: string): Pressure {
  const stalls: { some?: Stall; full?: Stall } = {};
  for (const line of linesOf(text)) {
    const match = stallPattern.exec(line);
    if (match === null)
      throw new Error("Cannot parse pressure: a line is neither some nor full with its averages");
    stalls[match[1] as "some" | "full"] = {
      average10: Number(match[2]),
      average60: Number(match[3]),
      average300: Number(match[4]),
      totalUs: parseUnsigned(match[5] ?? "", "pressure: total"),
    };
  }
  const { some, full } = stalls;
  if (some === undefined) throw new Error("Cannot parse pressure: the line some is missing");
  return full === undefined ? { some } : { some, full };
}

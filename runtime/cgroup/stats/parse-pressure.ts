import type { Pressure, Stall } from "./cgroup-stats.ts";

const none: Stall = { average10: 0, average60: 0, average300: 0, totalUs: 0n };

/**
 * Parses cpu.pressure, memory.pressure or io.pressure; see the kernel's Documentation/accounting/psi.rst. Before
 * Linux 5.13 processors have no line "full".
 */
export function parsePressure(text: string): Pressure {
  const pressure: Pressure = { some: none, full: none };
  for (const line of text.split("\n")) {
    const match = /^(some|full) avg10=([0-9.]+) avg60=([0-9.]+) avg300=([0-9.]+) total=([0-9]+)$/.exec(line);
    if (match === null) continue;
    const [, kind, average10, average60, average300, totalUs] = match;
    pressure[kind as "some" | "full"] = {
      average10: Number(average10),
      average60: Number(average60),
      average300: Number(average300),
      totalUs: BigInt(totalUs ?? 0),
    };
  }
  return pressure;
}

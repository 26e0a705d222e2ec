import type { RdmaStats } from "./cgroup-stats.ts";

/** What the kernel means by "max" there. */
const unlimited = 2n ** 31n - 1n;

/** Parses rdma.current and rdma.max: a line for each device, name hca_handle=2 hca_object=2000. */
export function parseRdma(text: string): RdmaStats[] {
  const lines = text.split("\n").filter(Boolean);
  return lines.map((line) => {
    const [device = "", ...pairs] = line.split(" ");
    const values = new Map(pairs.map((pair) => pair.split("=") as [string, string]));
    const count = (key: string): bigint => {
      const value = values.get(key) ?? "0";
      return value === "max" ? unlimited : BigInt(value);
    };
    return { device, handles: count("hca_handle"), objects: count("hca_object") };
  });
}

import type { MemoryPolicy } from "../config.ts";
import { type Blame, shown } from "../config-error.ts";
import { parseNumberList } from "../parse-number-list.ts";

/** What set_mempolicy(2) allows with each mode. */
export function checkMemoryPolicy({ mode, nodes, flags = [] }: MemoryPolicy, blame: Blame): void {
  const ranges = nodes === undefined ? [] : parseNumberList(nodes);
  if (!ranges)
    throw blame(["nodes"], `invalid memory policy nodes, must be a list as "0-3,7", found ${shown(nodes)}`);
  const count = ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  if ((mode === "MPOL_DEFAULT" || mode === "MPOL_LOCAL") && count > 0)
    throw blame(["nodes"], `memory policy mode requires 0 nodes but got ${count}: ${mode} has none`);
  if (mode !== "MPOL_DEFAULT" && mode !== "MPOL_LOCAL" && mode !== "MPOL_PREFERRED" && count === 0)
    throw blame(["nodes"], `memory policy mode requires at least one node but got 0: ${mode}`);
  if (flags.includes("MPOL_F_STATIC_NODES") && flags.includes("MPOL_F_RELATIVE_NODES"))
    throw blame(["flags"], "MPOL_F_STATIC_NODES and MPOL_F_RELATIVE_NODES exclude each other");
  const balancing = flags.indexOf("MPOL_F_NUMA_BALANCING");
  if (balancing >= 0 && mode !== "MPOL_BIND" && mode !== "MPOL_PREFERRED_MANY")
    throw blame(
      ["flags", balancing],
      `can only be given with MPOL_BIND and MPOL_PREFERRED_MANY, not ${mode}`,
    );
}

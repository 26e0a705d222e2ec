import { attempt } from "../../sys/door.ts";
import { Errno } from "../../sys/errno.ts";
import { SystemError } from "../../sys/system-error.ts";
import { because } from "../cause.ts";
import type { MemoryPolicy } from "../config/config.ts";
import { indexMask } from "./index-mask.ts";

/** linux/mempolicy.h. */
const modes: Readonly<Record<MemoryPolicy["mode"], number>> = {
  MPOL_DEFAULT: 0,
  MPOL_PREFERRED: 1,
  MPOL_BIND: 2,
  MPOL_INTERLEAVE: 3,
  MPOL_LOCAL: 4,
  MPOL_PREFERRED_MANY: 5,
  MPOL_WEIGHTED_INTERLEAVE: 6,
};

const flagBits: Readonly<Record<NonNullable<MemoryPolicy["flags"]>[number], number>> = {
  MPOL_F_NUMA_BALANCING: 1 << 13,
  MPOL_F_RELATIVE_NODES: 1 << 14,
  MPOL_F_STATIC_NODES: 1 << 15,
};

/** Says on which NUMA nodes this process and all that it starts get their memory (set_mempolicy(2)). */
export function setMemoryPolicy(policy: MemoryPolicy | undefined): void {
  if (!policy) return;
  because("/linux/memoryPolicy", () => {
    let mode = modes[policy.mode];
    for (const flag of policy.flags ?? []) mode |= flagBits[flag];
    let nodes: Uint8Array | undefined;
    try {
      nodes = policy.nodes ? indexMask(policy.nodes) : undefined;
    } catch (cause) {
      throw new Error("linux.memoryPolicy.nodes", { cause });
    }
    // The kernel takes one bit less than it is told of.
    const bits = nodes ? nodes.byteLength * 8 + 1 : 0;
    const result = attempt("set_mempolicy", mode, nodes ?? null, bits);
    if (result < 0)
      throw new Error(`linux.memoryPolicy: cannot use ${policy.mode}${remedy(policy, -result)}`, {
        cause: new SystemError("set_mempolicy", -result),
      });
  });
}

function remedy({ nodes }: MemoryPolicy, errno: number): string {
  if (errno === Errno.ENOSYS) return " (the kernel has no NUMA support)";
  if (errno === Errno.EINVAL)
    return nodes
      ? ` with the nodes ${nodes} (see linux.memoryPolicy.nodes and flags)`
      : " (it may need nodes)";
  return "";
}

import { readTextIfThere } from "../../sys/text-files.ts";
import type { MemoryLimits } from "../config/config.ts";

/** Refuses a limit below what is in use now, if asked to: the kernel would kill for it (memory.checkBeforeUpdate). */
export function checkMemoryUse(folder: string, { limit, swap, checkBeforeUpdate }: MemoryLimits): void {
  if (!checkBeforeUpdate) return;
  const current = readTextIfThere(`${folder}/memory.current`);
  if (current === undefined) return;
  const used = BigInt(current.trim());
  for (const [field, value] of [
    ["swap", swap],
    ["limit", limit],
  ] as const)
    if (value !== undefined && value > 0n && value <= used)
      throw new Error(`linux.resources.memory.${field}: ${value} bytes are not more than the ${used} in use`);
}

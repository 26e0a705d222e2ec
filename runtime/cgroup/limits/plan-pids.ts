import type { PidsLimit } from "../../config/config.ts";
import type { LimitWrite } from "./limit-write.ts";

/** linux.resources.pids: how many tasks at once; below 0 for no limit. 0 becomes 1, because systemd takes no 0. */
export function planPids({ limit }: PidsLimit): LimitWrite[] {
  if (limit === undefined) return [];
  const value = limit < 0n ? "max" : String(limit || 1n);
  return [{ file: "pids.max", value, pointer: "/linux/resources/pids/limit" }];
}

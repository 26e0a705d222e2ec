import { attempt } from "../../sys/door.ts";
import { SystemError } from "../../sys/system-error.ts";
import { because } from "../cause.ts";
import type { CpuAffinity } from "../config/config.ts";
import { indexMask } from "./index-mask.ts";

/**
 * Lets this process run on some CPUs only (sched_setaffinity(2)), for `exec`: on the `initial` ones before it enters
 * the container's cgroup, on the `final` ones after. Not for init, which config.md excepts.
 */
export function setCpuAffinity(affinity: CpuAffinity | undefined, moment: "initial" | "final"): void {
  const list = affinity?.[moment];
  if (!list) return;
  because(`/process/execCPUAffinity/${moment}`, () => {
    const place = `process.execCPUAffinity.${moment}`;
    let mask: Uint8Array;
    try {
      mask = indexMask(list);
    } catch (cause) {
      throw new Error(place, { cause });
    }
    const result = attempt("sched_setaffinity", 0, mask.byteLength, mask);
    if (result < 0)
      throw new Error(`${place}: cannot run on the CPUs ${list}`, {
        cause: new SystemError("sched_setaffinity", -result),
      });
  });
}

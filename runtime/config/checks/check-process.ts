import type { Process } from "../config.ts";
import { type Blame, below, shown } from "../config-error.ts";
import { parseNumberList } from "../parse-number-list.ts";
import { checkRlimits } from "./check-rlimits.ts";
import { checkScheduler } from "./check-scheduler.ts";

/** config.md, "Process". Unknown capabilities are no error (config.md, "Linux Process"); who sets them warns. */
export function checkProcess(process: Process, blame: Blame): void {
  for (const [index, entry] of (process.env ?? []).entries())
    if (entry.indexOf("=") < 1)
      throw blame(["env", index], `must have the form NAME=value, found ${shown(entry)}`);
  if (process.rlimits) checkRlimits(process.rlimits, below(blame, "rlimits"));
  if (process.scheduler) checkScheduler(process.scheduler, below(blame, "scheduler"));
  for (const name of ["initial", "final"] as const) {
    const cpus = process.execCPUAffinity?.[name];
    if (cpus !== undefined && !parseNumberList(cpus))
      throw blame(["execCPUAffinity", name], `must be a list of CPUs as "0-3,7", found ${shown(cpus)}`);
  }
}

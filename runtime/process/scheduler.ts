import { attempt } from "../../sys/door.ts";
import { Errno } from "../../sys/errno.ts";
import { SystemError } from "../../sys/system-error.ts";
import { because } from "../cause.ts";
import type { Scheduler } from "../config/config.ts";
import { schedulerAttributes } from "./scheduler-attributes.ts";

/** Sets this process's scheduling (sched_setattr(2)); what it turns into and its children inherit it. */
export function setScheduler(scheduler: Scheduler | undefined): void {
  if (!scheduler) return;
  because("/process/scheduler", () => {
    const result = attempt("sched_setattr", 0, schedulerAttributes(scheduler), 0);
    if (result < 0)
      throw new Error(`process.scheduler: cannot use ${scheduler.policy}${remedy(scheduler, -result)}`, {
        cause: new SystemError("sched_setattr", -result),
      });
  });
}

function remedy({ policy }: Scheduler, errno: number): string {
  if (policy === "SCHED_DEADLINE") {
    if (errno === Errno.EINVAL)
      return " (runtime, deadline and period must grow in this order, from 1024 ns on)";
    if (errno === Errno.EBUSY) return " (its runtime is more than the processors have left)";
    if (errno === Errno.EPERM) return " (the process must be allowed every processor of its cpuset)";
  }
  return "";
}

import type { Scheduler } from "../config.ts";
import type { Blame } from "../config-error.ts";

/** What sched_setattr(2) and sched(7) allow with each policy. */
export function checkScheduler(scheduler: Scheduler, blame: Blame): void {
  const { policy, nice = 0, priority = 0 } = scheduler;
  const isRealTime = policy === "SCHED_FIFO" || policy === "SCHED_RR";
  if (policy === "SCHED_ISO") throw blame(["policy"], "SCHED_ISO is reserved, no kernel implements it");
  if ((policy === "SCHED_OTHER" || policy === "SCHED_BATCH") && (nice < -20 || nice > 19))
    throw blame(["nice"], `must be an integer from -20 to 19 with ${policy}, found ${nice}`);
  if (isRealTime && priority === 0)
    throw blame(["priority"], `must be an integer from 1 to 99 with ${policy}, found 0`);
  if (!isRealTime && priority !== 0)
    throw blame(["priority"], `can only be given with SCHED_FIFO and SCHED_RR, found ${priority}`);
  if (policy === "SCHED_DEADLINE") checkDeadline(scheduler, blame);
  else checkNoTimes(scheduler, blame);
}

function checkNoTimes(scheduler: Scheduler, blame: Blame): void {
  for (const time of ["runtime", "deadline", "period"] as const)
    if (scheduler[time])
      throw blame([time], `can only be given with SCHED_DEADLINE, found ${scheduler[time]}`);
}

const shortestNs = 1024n;
const longestNs = 2n ** 63n;

/** crun's tests look for these words. */
function checkDeadline({ runtime, deadline, period = 0n }: Scheduler, blame: Blame): void {
  const fault = (time: string, problem: string) =>
    blame([time], `sched_setattr: \`SCHED_DEADLINE\` ${problem}`);
  if (runtime === undefined) throw fault("runtime", "requires `runtime`");
  if (deadline === undefined) throw fault("deadline", "requires `deadline`");
  if (runtime === 0n) throw fault("runtime", "runtime must be greater than 0");
  if (deadline === 0n) throw fault("deadline", "deadline must be greater than 0");
  if (runtime > deadline) throw fault("runtime", `runtime (${runtime}) must be <= deadline (${deadline})`);
  if (period !== 0n && deadline > period)
    throw fault("deadline", `deadline (${deadline}) must be <= period (${period})`);
  for (const [time, ns] of Object.entries({ runtime, deadline, period }))
    if (ns !== 0n && (ns < shortestNs || ns > longestNs))
      throw fault(time, `${time} (${ns}) must be between ${shortestNs} and ${longestNs} nanoseconds`);
}

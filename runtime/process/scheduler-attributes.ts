import type { Scheduler } from "../config/config.ts";

/** linux/sched.h. */
const policies: Readonly<Record<Scheduler["policy"], number>> = {
  SCHED_OTHER: 0,
  SCHED_FIFO: 1,
  SCHED_RR: 2,
  SCHED_BATCH: 3,
  SCHED_ISO: 4,
  SCHED_IDLE: 5,
  SCHED_DEADLINE: 6,
};

const flagBits: Readonly<Record<NonNullable<Scheduler["flags"]>[number], bigint>> = {
  SCHED_FLAG_RESET_ON_FORK: 0x01n,
  SCHED_FLAG_RECLAIM: 0x02n,
  SCHED_FLAG_DL_OVERRUN: 0x04n,
  SCHED_FLAG_KEEP_POLICY: 0x08n,
  SCHED_FLAG_KEEP_PARAMS: 0x10n,
  SCHED_FLAG_UTIL_CLAMP_MIN: 0x20n,
  SCHED_FLAG_UTIL_CLAMP_MAX: 0x40n,
};

const bytes = 56; // SCHED_ATTR_SIZE_VER1

/** struct sched_attr (sched_setattr(2)), the same on every architecture. What the scheduler does not say is 0. */
export function schedulerAttributes(scheduler: Scheduler): Uint8Array {
  const attributes = new Uint8Array(bytes);
  const view = new DataView(attributes.buffer);
  view.setUint32(0, bytes, true);
  view.setUint32(4, policies[scheduler.policy], true);
  let flags = 0n;
  for (const flag of scheduler.flags ?? []) flags |= flagBits[flag];
  view.setBigUint64(8, flags, true);
  view.setInt32(16, scheduler.nice ?? 0, true);
  view.setUint32(20, scheduler.priority ?? 0, true);
  view.setBigUint64(24, scheduler.runtime ?? 0n, true);
  view.setBigUint64(32, scheduler.deadline ?? 0n, true);
  view.setBigUint64(40, scheduler.period ?? 0n, true);
  return attributes;
}

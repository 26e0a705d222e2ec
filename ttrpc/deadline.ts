import type { Timers } from "./timers.ts";

/** The longest delay that the engines' timers take; a deadline further away (24 days) is none. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** Calls `onPassed` after `timeoutMs`, if that is given, unless the returned function is called before. */
export function startDeadline(
  timers: Timers,
  timeoutMs: number | undefined,
  onPassed: () => void,
): () => void {
  if (timeoutMs === undefined || timeoutMs > MAX_DELAY_MS) return () => {};
  const timer = timers.setTimeout(onPassed, Math.max(0, Math.ceil(timeoutMs)));
  return () => timers.clearTimeout(timer);
}

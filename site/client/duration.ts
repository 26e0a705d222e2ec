import { fill } from "./fill.ts";
import type { Strings } from "./strings.ts";

/** A time as people say it: seconds below a minute and a half, else whole minutes. */
export function duration(timeMs: number, strings: Strings): string {
  const seconds = Math.max(0, Math.ceil(timeMs / 1000));
  return seconds < 90
    ? fill(strings.seconds, { count: seconds })
    : fill(strings.minutes, { count: Math.round(seconds / 60) });
}

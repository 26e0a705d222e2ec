import type { Rlimit } from "../config.ts";
import type { Blame } from "../config-error.ts";

/** config.md, "POSIX process". */
export function checkRlimits(rlimits: readonly Rlimit[], blame: Blame): void {
  for (const [index, { type, soft, hard }] of rlimits.entries()) {
    if (rlimits.findIndex((other) => other.type === type) < index)
      throw blame([index, "type"], `${type} is limited twice`);
    if (soft > hard) throw blame([index, "soft"], `must be at most the hard limit ${hard}, found ${soft}`);
  }
}

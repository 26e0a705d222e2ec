import type { Blame } from "../config-error.ts";

/** What a check can say: that something is wrong, or odd. */
export interface Judge {
  /** Makes the error to throw: `throw blame(["hostname"], "is too long")`. */
  blame: Blame;
  /** For what the specification or the peers let pass, and whoever wrote the configuration should still know. */
  warn(warning: string): void;
}

/** A judge for a part of a document, whose checks know only paths below it. */
export function judgeOf(part: string, { blame, warn }: Judge): Judge {
  return { blame: (path, problem) => blame([part, ...path], problem), warn };
}

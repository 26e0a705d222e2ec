import type { Outcome } from "./result.ts";

/** One point of a TAP report. https://testanything.org/tap-version-13-specification.html */
export interface TapPoint {
  outcome: Outcome;
  description: string;
  /** The reason of a skip. */
  reason: string;
}

const pattern = /^(not )?ok\b *\d* *(?:# *TODO\b)?[ -]*([^#]*?) *(?:#(.*))?$/;

/** The point that a line reports; undefined for any other line. A point that is expected to fail counts as skipped. */
export function tapPoint(line: string): TapPoint | undefined {
  const match = pattern.exec(line);
  if (!match) return undefined;
  const [, isNot, description = "", rest = ""] = match;
  const [, reason] = /^ *SKIP\S*([^#]*)/i.exec(rest) ?? [];
  const isTodo = /# *TODO\b/i.test(line);
  const outcome = reason !== undefined || isTodo ? "skipped" : isNot ? "failed" : "passed";
  return { outcome, description, reason: reason?.trim() ?? "" };
}

import type { Check, Exercise, Parameters } from "./exercise.ts";
import { momentProbe } from "./moment-probe.ts";
import type { Probe } from "./probe/probe.ts";
import type { Verdict } from "./verdict.ts";

/** What one check said. */
export interface CheckResult {
  id: string;
  verdict: Verdict;
}

/** On what an exercise is checked. */
export interface Examination {
  probe: Probe;
  /** As drawn for this attempt. */
  parameters: Parameters;
  /** For each check; 5,000 by default. One that takes longer is `broken`. */
  timeoutMs?: number;
}

/**
 * Runs every check of an exercise at once, over one view of the machine, in the order of the exercise. Never
 * rejects: a check that throws, is late or answers with no verdict is `broken`, with the reason.
 */
export async function runChecks(
  exercise: Exercise,
  { probe, parameters, timeoutMs = 5_000 }: Examination,
): Promise<CheckResult[]> {
  const moment = momentProbe(probe);
  return await Promise.all(
    exercise.checks.map(async (check) => ({
      id: check.id,
      verdict: await runCheck(check, { probe: moment, parameters, timeoutMs }),
    })),
  );
}

async function runCheck(
  check: Check,
  { probe, parameters, timeoutMs }: Required<Examination>,
): Promise<Verdict> {
  const broken = (reason: string): Verdict => ({ status: "broken", reason: `Check ${check.id}: ${reason}` });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Verdict>((resolve) => {
    timer = setTimeout(() => resolve(broken(`no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    const verdict = await Promise.race([check.verify(probe, parameters), late]);
    return isVerdict(verdict) ? verdict : broken("it gave no verdict");
  } catch (error) {
    return broken(error instanceof Error ? error.message : String(error));
  } finally {
    clearTimeout(timer);
  }
}

const isVerdict = (value: unknown): value is Verdict =>
  typeof value === "object" &&
  value !== null &&
  "status" in value &&
  ["met", "unmet", "broken"].includes(String(value.status));

export type Outcome = "passed" | "failed" | "skipped";

/** How one test of a suite went with one runtime. */
export interface Result {
  outcome: Outcome;
  /** Why it was skipped, or the last lines before it failed. */
  detail: string;
  /** Wall-clock time in the machine. */
  seconds: number;
}

/** Results by the name of the test, in the order of the suite. */
export type Results = Record<string, Result>;

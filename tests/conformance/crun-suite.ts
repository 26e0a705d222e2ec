import type { Guest } from "../guest/guest.ts";
import { crunExtensions } from "./crun-extensions.ts";
import type { Result, Results } from "./result.ts";
import type { Suite, Unit } from "./suite.ts";
import { tapPoint } from "./tap-report.ts";

const tests = "/usr/lib/suites/crun/tests";
/** Under emulation a test that starts a dozen containers takes half a minute. */
const testLimitMs = 120_000;
const unitLimitMs = 3_600_000;
const detailLength = 1500;
/** Files with tests that are skipped without a terminal. */
const terminalUnits = ["test_exec", "test_terminal", "test_tty"];

/** crun's tests in Python: https://github.com/containers/crun/tree/main/tests */
export const crunSuite: Suite = {
  name: "crun",
  revision: 2,
  excused: crunExtensions,

  async run(guest, unit, runtimePath) {
    const results: Results = {};
    for (;;) {
      const left = unit.tests.filter((test) => !(test in results));
      const [next] = left;
      if (next === undefined) return results;
      const { isLate, last } = await runFile(
        guest,
        { name: unit.name, tests: left },
        { runtimePath, results },
      );
      // The file ended or hung in one of its tests: that one has failed, and the others are run without it.
      const culprit = left.find((test) => !(test in results));
      if (culprit === undefined) continue;
      const how = isLate ? `did not end within ${testLimitMs / 1000} s` : "ended the whole file";
      results[culprit] = { outcome: "failed", detail: `${how}\n${last}`.trim(), seconds: testLimitMs / 1000 };
    }
  },
};

async function runFile(
  guest: Guest,
  unit: Unit,
  { runtimePath, results }: { runtimePath: string; results: Results },
): Promise<{ isLate: boolean; last: string }> {
  const environment = [`OCI_RUNTIME=${runtimePath}`, `INIT=${tests}/init`];
  // The list is divided by spaces: where a name has one, the whole file is run.
  if (!unit.tests.some((test) => test.includes(" "))) environment.push(`RUN_TESTS='${unit.tests.join(" ")}'`);
  const program = `/run/suites/in-private.sh python3 -u ${tests}/${unit.name}.py`;
  const shown = terminalUnits.includes(unit.name) ? `script -qefc '${program}' /dev/null` : program;
  const command = `env ${environment.join(" ")} ${shown} </dev/null`;
  const reader = new ResultReader(unit.tests, results);
  const { isLate } = await guest.job(command, {
    timeoutMs: unitLimitMs,
    quietLimitMs: testLimitMs,
    onOutput: (text) => reader.read(text),
  });
  return { isLate, last: reader.rest };
}

/** Collects results from the output as it comes: what stands before a result belongs to that test. */
class ResultReader {
  readonly #tests: readonly string[];
  readonly #results: Results;
  #line = "";
  #before = "";
  #sinceMs = performance.now();

  constructor(tests: readonly string[], results: Results) {
    this.#tests = tests;
    this.#results = results;
  }

  /** What came after the last result. */
  get rest(): string {
    return (this.#before + this.#line).slice(-detailLength).trim();
  }

  read(text: string): void {
    const lines = (this.#line + text).split(/\r*\n/);
    this.#line = lines.pop() ?? "";
    for (const line of lines) {
      const point = tapPoint(line);
      if (point && this.#tests.includes(point.description))
        this.#add(point.description, { ...point, seconds: 0 });
      else if (!/^1\.\.\d+$/.test(line)) this.#before = `${this.#before}${line}\n`.slice(-detailLength);
    }
  }

  #add(name: string, point: Pick<Result, "outcome" | "seconds"> & { reason: string }): void {
    const nowMs = performance.now();
    const detail = point.outcome === "failed" ? this.#before.trim() : point.reason;
    const seconds = Math.round((nowMs - this.#sinceMs) / 100) / 10;
    this.#results[name] = { outcome: point.outcome, detail, seconds };
    this.#before = "";
    this.#sinceMs = nowMs;
  }
}

import type { Result } from "./result.ts";
import type { Suite } from "./suite.ts";
import { tapPoint } from "./tap-report.ts";

const folder = "/usr/lib/suites/runtime-tools";
const programLimitMs = 180_000;
const detailLength = 2000;
const lineLength = 400;

/** The validation programs of runtime-tools: https://github.com/opencontainers/runtime-tools */
export const runtimeToolsSuite: Suite = {
  name: "runtime-tools",
  revision: 2,
  excused: {},

  async run(guest, unit, runtimePath) {
    const startMs = performance.now();
    const { exitCode, output, isLate } = await guest.job(
      `env RUNTIME=${runtimePath} /run/suites/in-private.sh sh -c 'cd ${folder} && exec validation/${unit.name}' </dev/null`,
      { timeoutMs: programLimitMs },
    );
    const seconds = Math.round((performance.now() - startMs) / 100) / 10;
    const verdict = isLate
      ? ({ outcome: "failed", detail: `did not end within ${programLimitMs / 1000} s\n${output}` } as const)
      : judge(exitCode, output);
    return { [unit.name]: { ...verdict, detail: verdict.detail.slice(0, detailLength).trim(), seconds } };
  },
};

/**
 * A program has passed when it ended well and reported nothing wrong. Those about hooks report no point at all where
 * everything is right, and a diagnostic without a point where something is not.
 */
export function judge(exitCode: number, output: string): Pick<Result, "outcome" | "detail"> {
  const points = output
    .split("\n")
    .map(tapPoint)
    .filter((point) => point !== undefined);
  const hasFailed =
    exitCode !== 0 ||
    points.some(({ outcome }) => outcome === "failed") ||
    (points.length === 0 && /^ {2}---$/m.test(output));
  if (hasFailed) return { outcome: "failed", detail: `exit code ${exitCode}\n${wordsOfFailure(output)}` };
  if (points.length === 0 || points.some(({ outcome }) => outcome === "passed"))
    return { outcome: "passed", detail: "" };
  const [skip] = points;
  return { outcome: "skipped", detail: skip?.reason || skip?.description || "" };
}

/** The points that failed with what belongs to them, and what stands outside of the report. */
function wordsOfFailure(output: string): string {
  const kept: string[] = [];
  let isKept = true;
  for (const line of output.split("\n")) {
    const point = tapPoint(line);
    if (point) isKept = point.outcome === "failed";
    // The report of the program in the container is one long string.
    const inner = [...line.matchAll(/\\nnot ok [^\\]*/g)].map(([text]) => `    ${text.slice(2)}`);
    if (inner.length > 0) kept.push(...inner);
    else if (isKept) kept.push(line.slice(0, lineLength));
  }
  return kept.join("\n");
}

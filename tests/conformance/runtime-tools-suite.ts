import type { Result } from "./result.ts";
import type { Suite } from "./suite.ts";
import { tapPoint } from "./tap-report.ts";

const folder = "/usr/lib/suites/runtime-tools";
const programLimitMs = 180_000;
const detailLength = 2000;

/** The validation programs of runtime-tools: https://github.com/opencontainers/runtime-tools */
export const runtimeToolsSuite: Suite = {
  name: "runtime-tools",
  revision: 1,

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
    return { [unit.name]: { ...verdict, detail: verdict.detail.slice(-detailLength).trim(), seconds } };
  },
};

/** A program has passed when it ended well, no point failed and at least one held. */
export function judge(exitCode: number, output: string): Pick<Result, "outcome" | "detail"> {
  const lines = output.split("\n");
  const points = lines.map(tapPoint).filter((point) => point !== undefined);
  const failed = points.filter(({ outcome }) => outcome === "failed");
  if (exitCode !== 0 || failed.length > 0) {
    const words = lines.filter((line) => !tapPoint(line) || tapPoint(line)?.outcome === "failed").join("\n");
    return { outcome: "failed", detail: `exit code ${exitCode}\n${words}` };
  }
  if (points.some(({ outcome }) => outcome === "passed")) return { outcome: "passed", detail: "" };
  const [skip] = points;
  if (skip === undefined) return { outcome: "failed", detail: "reported no point" };
  return { outcome: "skipped", detail: skip.reason || skip.description };
}

import type { Outcome, Results } from "./result.ts";

/** The results of one runtime. */
export interface RuntimeResults {
  name: string;
  version: string | undefined;
  results: Results;
}

const indent = (text: string) => text.replaceAll(/^/gm, "      ");
const marks: Record<Outcome, string> = { passed: "ok", failed: "FAILED", skipped: "skipped" };

/** The names of the tests which a peer passes and ours, the first, does not. */
export function behindPeers([ours, ...peers]: RuntimeResults[]): string[] {
  if (!ours) return [];
  const passes = (runtime: RuntimeResults, test: string) => runtime.results[test]?.outcome === "passed";
  return Object.keys(ours.results).filter(
    (test) => ours.results[test]?.outcome === "failed" && peers.some((peer) => passes(peer, test)),
  );
}

/** Everything that is worth reading of a suite's run, the counts of each runtime last. */
export function report(suite: string, runtimes: RuntimeResults[]): string {
  const [ours, ...peers] = runtimes;
  if (!ours) return "";
  const names = [...new Set(runtimes.flatMap(({ results }) => Object.keys(results)))];
  const lines: string[] = [];

  const behind = behindPeers(runtimes);
  const failing = names.filter((test) => ours.results[test]?.outcome === "failed" && !behind.includes(test));
  if (failing.length > 0)
    lines.push(`\n${suite}: failed by ${ours.name} and by its peers`, ...table(failing, runtimes));

  const skipped = names.filter((test) => ours.results[test]?.outcome === "skipped");
  if (skipped.length > 0) {
    lines.push(`\n${suite}: skipped by ${ours.name}`);
    for (const test of skipped) {
      const others = peers.map((peer) => `${peer.name} ${marks[peer.results[test]?.outcome ?? "failed"]}`);
      lines.push(`  ${test}  (${others.join(", ")})  ${ours.results[test]?.detail || "no reason given"}`);
    }
  }

  lines.push(
    `\n${suite}: passed by a peer and failed by ${ours.name}: ${behind.length === 0 ? "none" : behind.length}`,
  );
  lines.push(...table(behind, runtimes));
  for (const test of behind) lines.push(`\n  ${test}`, indent(ours.results[test]?.detail ?? ""));

  lines.push("", `${suite}, ${names.length} tests`);
  for (const { name, version, results } of runtimes) {
    const count = (outcome: Outcome) =>
      Object.values(results).filter((result) => result.outcome === outcome).length;
    const shown = version === undefined ? "" : ` (${version})`;
    lines.push(
      `${name}: ${count("passed")} passed, ${count("failed")} failed, ${count("skipped")} skipped${shown}`,
    );
  }
  return lines.join("\n");
}

function table(tests: string[], runtimes: RuntimeResults[]): string[] {
  if (tests.length === 0) return [];
  const width = Math.max(...tests.map((test) => test.length)) + 2;
  const row = (first: string, cells: string[]) =>
    `  ${first.padEnd(width)}${cells.map((cell) => cell.padEnd(9)).join("")}`.trimEnd();
  return [
    row(
      "",
      runtimes.map(({ name }) => name),
    ),
    ...tests.map((test) =>
      row(
        test,
        runtimes.map(({ results }) => marks[results[test]?.outcome ?? "skipped"]),
      ),
    ),
  ];
}

/**
 * `npm test`: prepares the machine as `npm start` does, then runs every suite, cheapest first.
 * `npm test -- unit e2e` runs only the named suites; the last line counts what ran.
 */
import { globSync } from "node:fs";
import { resolve } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { prepare } from "../lab-server/setup/prepare.ts";
import { check } from "./check.ts";
import { runPlaywright } from "./e2e/run-playwright.ts";

interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}

/** Runs files with node:test. Suites that boot machines run one file at a time: two cores are soon full. */
function nodeTests(patterns: string[], concurrency: number): () => Promise<Totals> {
  return () =>
    new Promise((done, fail) => {
      const files = patterns.flatMap((pattern) =>
        globSync(pattern, { exclude: (name) => name.includes("node_modules") }),
      );
      const totals: Totals = { passed: 0, failed: 0, skipped: 0 };
      const stream = run({ files: files.sort().map((file) => resolve(file)), concurrency, timeout: 600_000 });
      stream.on("test:summary", ({ file, counts }) => {
        if (file !== undefined) return;
        totals.passed = counts.passed;
        totals.failed = counts.tests - counts.passed - counts.skipped - counts.todo;
        totals.skipped = counts.skipped + counts.todo;
      });
      stream.compose(spec).on("data", (chunk) => process.stdout.write(chunk));
      stream.on("end", () => done(totals));
      stream.on("error", fail);
    });
}

const suites: Record<string, () => Promise<Totals>> = {
  check: async () => ({ ...(await check()), skipped: 0 }),
  unit: nodeTests(
    [
      "{labs,lab-server,ttrpc,sys,runtime,site}/**/*.test.ts",
      "tests/{site,conformance}/*.test.ts",
      "tests/bench/runtime/*.test.ts",
    ],
    2,
  ),
  agent: nodeTests(["tests/agent/*.test.ts"], 1),
  runtime: nodeTests(["tests/runtime/**/*.test.ts"], 1),
  vm: nodeTests(["tests/vm/*.test.ts"], 1),
  server: nodeTests(["tests/server/*.test.ts"], 1),
  exercises: nodeTests(["tests/exercises/*.test.ts"], 1),
  e2e: runPlaywright,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in suites));
if (unknown.length > 0) {
  console.error(`No suite is called ${unknown.join(", ")}. The suites: ${Object.keys(suites).join(", ")}.`);
  process.exit(2);
}

await prepare({ forTests: true });
const total: Totals = { passed: 0, failed: 0, skipped: 0 };
for (const [name, suite] of Object.entries(suites)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(`\n── ${name} ──`);
  const startMs = performance.now();
  const totals = await suite();
  if (totals.passed + totals.failed === 0) totals.failed = 1;
  for (const key of ["passed", "failed", "skipped"] as const) total[key] += totals[key];
  console.log(
    `${name}: ${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped in ` +
      `${((performance.now() - startMs) / 1000).toFixed(0)} s`,
  );
}
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed > 0 ? 1 : 0);

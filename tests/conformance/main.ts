/**
 * `npm run conformance -- runtime-tools|crun [TEST …]`: runs a public suite that nobody here wrote with our runtime
 * and its peers, in machines of the labs. A TEST is a part of the name of those to be run; all without one. What the
 * peers did is kept until the suite or they change. CLOISON_RUNTIMES=runc,crun names the runtimes; all unless said.
 */
import { basename } from "node:path";
import { step } from "../../lab-server/setup/step.ts";
import type { MachineSpec } from "../../labs/machine.ts";
import { type TestMachines, testMachines } from "../guest/test-machines.ts";
import { type BuiltSuites, buildSuites } from "./build-suites.ts";
import { crunSuite } from "./crun-suite.ts";
import { keepResults, keptResults } from "./kept-results.ts";
import { behindPeers, type RuntimeResults, report } from "./report.ts";
import type { Result, Results } from "./result.ts";
import { runSuite } from "./run-suite.ts";
import { runtimeToolsSuite } from "./runtime-tools-suite.ts";
import { type JudgedRuntime, judgedRuntimes } from "./runtimes.ts";
import type { Suite, Unit } from "./suite.ts";

const spec: MachineSpec = { profile: "linux", vcpus: 2, memoryMiB: 3072 };
const machineCount = 2;
const suites: Suite[] = [runtimeToolsSuite, crunSuite];

const [asked, ...filters] = process.argv.slice(2);
const suite = suites.find(({ name }) => name === asked);
if (!suite) {
  console.error(`Usage: npm run conformance -- ${suites.map(({ name }) => name).join("|")} [TEST …]`);
  process.exit(2);
}
process.exitCode = (await judge(suite)) ? 0 : 1;

/** Whether ours passes whatever a peer does. */
async function judge(suite: Suite): Promise<boolean> {
  await using place = await testMachines(spec);
  const built = await step("suites", buildSuites);
  const names = process.env.CLOISON_RUNTIMES?.split(",");
  const runtimes = (await judgedRuntimes(place.manifest)).filter(({ name }) => names?.includes(name) ?? true);
  const all: RuntimeResults[] = [];
  for (const runtime of runtimes) {
    const results = await resultsOf(runtime, { suite, place, built });
    const judged = runtime.name === "cloison" ? excuse(results, suite.excused) : results;
    all.push({ name: runtime.name, version: runtime.version, results: judged });
  }
  console.log(report(suite.name, all));
  return all[0]?.name !== "cloison" || behindPeers(all).length === 0;
}

/** A failure that has an excuse counts as skipped; what passes in spite of one has passed. */
function excuse(results: Results, excused: Suite["excused"]): Results {
  const entries = Object.entries(results).map(([test, result]): [string, Result] => {
    const reason = excused[test];
    if (result.outcome !== "failed" || reason === undefined) return [test, result];
    return [test, { ...result, outcome: "skipped", detail: reason }];
  });
  return Object.fromEntries(entries);
}

/** The results of the chosen tests; those of a peer that were kept are not run again. */
async function resultsOf(
  runtime: JudgedRuntime,
  { suite, place, built }: { suite: Suite; place: TestMachines; built: BuiltSuites },
): Promise<Results> {
  const { kernel } = place.manifest;
  const key = {
    suite: suite.name,
    runtime: runtime.name,
    key: [runtime.version, basename(built.folder), kernel, suite.revision],
  };
  const results = runtime.version === undefined ? {} : keptResults(key);
  const units = chosenUnits(built.index[suite.name]?.units ?? {});
  const isKept = (unit: Unit, test: string) => idOf(unit, test) in results;
  const missing = units
    .map((unit) => ({ ...unit, tests: unit.tests.filter((test) => !isKept(unit, test)) }))
    .filter(({ tests }) => tests.length > 0);
  console.log(`\n${suite.name} by ${runtime.name} ${runtime.version ?? ""}`.trimEnd());
  await runSuite(
    { machines: place.machines, spec, suites: built, machineCount },
    {
      suite,
      runtime,
      units: missing,
      onUnit(unit, more, progress) {
        for (const [test, result] of Object.entries(more)) results[idOf(unit, test)] = result;
        keepResults(key, results);
        const failed = Object.values(more).filter(({ outcome }) => outcome === "failed").length;
        const seconds = Object.values(more).reduce((sum, result) => sum + result.seconds, 0);
        const verdict = failed === 0 ? "" : `, ${failed} failed`;
        console.log(
          `  ${progress}  ${unit.name}  ${unit.tests.length} tests${verdict}  ${seconds.toFixed(0)} s`,
        );
      },
    },
  );
  const chosen = units.flatMap((unit) => unit.tests.map((test) => idOf(unit, test)));
  return Object.fromEntries(chosen.flatMap((id) => (results[id] ? [[id, results[id]]] : [])));
}

/** What a test is called in reports and by the filters. */
function idOf({ name }: Unit, test: string): string {
  return name === test ? name : `${name}/${test}`;
}

/** The units with the tests that the command line asks for. */
function chosenUnits(index: Record<string, string[]>): Unit[] {
  const units = Object.entries(index).map(([name, tests]) => ({ name, tests }));
  if (filters.length === 0) return units;
  const isChosen = (id: string) => filters.some((filter) => id.includes(filter));
  return units
    .map((unit) => ({ ...unit, tests: unit.tests.filter((test) => isChosen(idOf(unit, test))) }))
    .filter(({ tests }) => tests.length > 0);
}

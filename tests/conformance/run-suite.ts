import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Machines } from "../../lab-server/vm/machines.ts";
import type { MachineSpec } from "../../labs/machine.ts";
import { Guest } from "../guest/guest.ts";
import type { BuiltSuites } from "./build-suites.ts";
import type { Results } from "./result.ts";
import type { JudgedRuntime } from "./runtimes.ts";
import type { Suite, Unit } from "./suite.ts";

/** Where the suites run. */
export interface SuitePlace {
  machines: Machines;
  spec: MachineSpec;
  suites: BuiltSuites;
  /** Machines at once. */
  machineCount: number;
}

export interface SuiteRun {
  suite: Suite;
  runtime: JudgedRuntime;
  units: Unit[];
  /** Told when a unit is done. */
  onUnit: (unit: Unit, results: Results, progress: string) => void;
}

const tidyLimitMs = 300_000;
const scripts = ["in-private.sh", "tidy.sh", "speak-crun.sh"] as const;
const adapterPath = "/run/suites/speak-crun";

/** Runs a suite with one runtime, in fresh machines that share the units between them. */
export async function runSuite(
  place: SuitePlace,
  { suite, runtime, units, onUnit }: SuiteRun,
): Promise<void> {
  const waiting = [...units];
  const total = units.length;
  let done = 0;
  const work = async () => {
    await using guest = await furnishedGuest(place, suite, runtime);
    for (let unit = waiting.shift(); unit !== undefined; unit = waiting.shift()) {
      const speaksCrun = suite.name === "crun" && runtime.name !== "crun";
      const results = await suite.run(guest, unit, speaksCrun ? adapterPath : runtime.path);
      await guest.job("/run/suites/tidy.sh", { timeoutMs: tidyLimitMs });
      done++;
      onUnit(unit, results, `${done} of ${total}`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(place.machineCount, total) }, work));
}

/** A clone with the suite, the tools that it needs, and the runtime. */
async function furnishedGuest(
  { machines, spec, suites }: SuitePlace,
  suite: Suite,
  runtime: JudgedRuntime,
): Promise<Guest> {
  const guest = await Guest.place(machines, spec);
  try {
    for (const name of ["tools", suite.name]) await guest.unpack(join(suites.folder, `${name}.tar.xz`));
    if (runtime.hostPath !== undefined) await guest.push(runtime.hostPath, runtime.path);
    for (const name of scripts) {
      const text = readFileSync(join(import.meta.dirname, "guest", name), "utf8");
      const path = name === "speak-crun.sh" ? adapterPath : `/run/suites/${name}`;
      await guest.write(path, text.replaceAll("@RUNTIME@", runtime.path), 0o755);
    }
    await guest.run("ldconfig && /run/suites/tidy.sh");
    return guest;
  } catch (error) {
    await guest[Symbol.asyncDispose]();
    throw error;
  }
}

/**
 * Every exercise in real machines: unsolved it is not met, near misses get their own messages, the solution
 * typed into a terminal is met. CLOISON_CAPTURE=1 also records each state for the unit tests.
 */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { prepare } from "../../lab-server/setup/prepare.ts";
import { openLocalMachines } from "../../lab-server/vm/local-machines.ts";
import type { Machines } from "../../lab-server/vm/machines.ts";
import { catalog } from "../../labs/catalog.ts";
import { proofClone } from "./proof-clone.ts";
import { proofsOf } from "./prove-exercise.ts";
import { captureState } from "./recorded-state.ts";

const isCapturing = process.env.CLOISON_CAPTURE === "1";

describe("exercises in real machines", () => {
  const folder = mkdtempSync(join(tmpdir(), "cloison-proof-"));
  // Machines run as a user of their own, which must pass through.
  chmodSync(folder, 0o755);
  let machines: Machines | undefined;

  before(async () => {
    const { templates } = await prepare({ forTests: true });
    machines = await openLocalMachines({ folder: join(folder, "machines"), templates });
  });

  after(async () => {
    for (const { id } of (await machines?.list()) ?? []) await machines?.drop(id);
    await machines?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const exercise of catalog.values()) {
    describe(exercise.id, () => {
      // Recorded states of one exercise must agree; otherwise any attempt will do.
      const parameters = exercise.draw(isCapturing ? () => 0.4 : Math.random);
      const proofs = proofsOf(exercise, {
        parameters,
        startMachine: async (spec) => {
          if (machines === undefined) throw new Error("Cannot start a machine: there are no templates");
          return await proofClone(machines, spec);
        },
        onState: async (state, probe) => {
          if (isCapturing) await captureState(exercise, { state, probe, parameters });
        },
      });
      for (const { name, prove } of proofs) test(`${name} (${JSON.stringify(parameters)})`, prove);
    });
  }
});

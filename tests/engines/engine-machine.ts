import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepare } from "../../lab-server/setup/prepare.ts";
import { buildRuntime } from "../../lab-server/setup/runtime.ts";
import { openLocalMachines } from "../../lab-server/vm/local-machines.ts";
import { defaultMachine, type Profile } from "../../labs/machine.ts";
import { Guest } from "../guest/guest.ts";

/** A machine with container engines, and the runtime that they are to drive. */
export interface EngineMachine extends AsyncDisposable {
  guest: Guest;
  /** Where the runtime is in the machine. */
  runtime: string;
}

/** The runtime that is driven. */
export const runtimeName = process.env.CLOISON_RUNTIME ?? "cloison";

/**
 * A fresh machine with the runtime that the environment variable CLOISON_RUNTIME names: `cloison`, which is ours and
 * the default, or a peer in the image, `crun` or `runc`, by which the tests themselves are proven.
 */
export async function engineMachine(profile: Profile): Promise<EngineMachine> {
  const { templates } = await prepare({ forTests: true });
  const binary = runtimeName === "cloison" ? await buildRuntime(() => {}) : undefined;
  const parent = mkdtempSync(join(tmpdir(), "cloison-engines-"));
  // Machines run as a user of their own, which must pass through.
  chmodSync(parent, 0o755);
  const machines = await openLocalMachines({ folder: join(parent, "machines"), templates });
  const dispose = async () => {
    for (const { id } of await machines.list()) await machines.drop(id);
    await machines.close();
    rmSync(parent, { recursive: true, force: true });
  };
  try {
    const guest = await Guest.place(machines, { ...defaultMachine, profile });
    const runtime = binary === undefined ? `/usr/bin/${runtimeName}` : "/usr/local/bin/cloison";
    if (binary !== undefined) await guest.push(binary, runtime);
    return {
      guest,
      runtime,
      async [Symbol.asyncDispose]() {
        await guest[Symbol.asyncDispose]();
        await dispose();
      },
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { type Prepared, prepare } from "../../lab-server/setup/prepare.ts";
import { type LocalMachinesOptions, openLocalMachines } from "../../lab-server/vm/local-machines.ts";
import type { Machines } from "../../lab-server/vm/machines.ts";
import { killProcess, qemuProcessesBelow } from "../../lab-server/vm/running-process.ts";

let preparation: Promise<Prepared> | undefined;

/** Everything built, once for each test file. */
export const prepared = (): Promise<Prepared> => (preparation ??= prepare({ forTests: true }));

/** A folder for machines that is gone after the test, with every QEMU below it. */
export function machinesFolder(t: TestContext): string {
  const parent = mkdtempSync(join(tmpdir(), "cloison-vm-"));
  chmodSync(parent, 0o755);
  const folder = join(parent, "machines");
  t.after(async () => {
    await Promise.all([...qemuProcessesBelow(folder).values()].flat().map(killProcess));
    rmSync(parent, { recursive: true, force: true });
  });
  return folder;
}

/** Real machines in a folder of the test's own. Closed, and everything dropped, when the test ends. */
export async function openMachines(
  t: TestContext,
  options: Partial<LocalMachinesOptions> = {},
): Promise<{ machines: Machines; folder: string }> {
  const { templates } = await prepared();
  const folder = options.folder ?? machinesFolder(t);
  const machines = await openLocalMachines({ templates, ...options, folder });
  t.after(() => machines.close());
  return { machines, folder };
}

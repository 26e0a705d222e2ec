import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Manifest } from "../../lab-server/image/manifest.ts";
import { buildImage } from "../../lab-server/setup/image.ts";
import { buildNative } from "../../lab-server/setup/native.ts";
import { step } from "../../lab-server/setup/step.ts";
import { ensureSystemPackages } from "../../lab-server/setup/system-packages.ts";
import { buildTemplate } from "../../lab-server/setup/templates.ts";
import { probeAcceleration } from "../../lab-server/vm/acceleration.ts";
import { openLocalMachines } from "../../lab-server/vm/local-machines.ts";
import type { Machines } from "../../lab-server/vm/machines.ts";
import { killProcess, qemuProcessesBelow } from "../../lab-server/vm/running-process.ts";
import type { MachineSpec } from "../../labs/machine.ts";

/** Machines for a long run of tests, of the labs' image but of a size of their own. */
export interface TestMachines extends AsyncDisposable {
  machines: Machines;
  /** What the image consists of. */
  manifest: Manifest;
}

/** Builds what such a machine needs, showing each step, and opens a folder for clones that goes with the disposal. */
export async function testMachines(spec: MachineSpec): Promise<TestMachines> {
  await step("system packages", (log) => ensureSystemPackages({ forTests: false, log }));
  const agent = await step("guest agent", (log) =>
    buildNative("lab-server/agent/main.ts", "cloison-agent", log),
  );
  const image = await step("machine image", (log) => buildImage(agent, log));
  const { acceleration } = await step("acceleration", (log) => probeAcceleration(image, log));
  const name = `machine template ${spec.profile}, ${spec.vcpus} CPU, ${spec.memoryMiB} MiB`;
  const template = await step(name, (log) => buildTemplate(spec, image, acceleration, log));

  const parent = mkdtempSync(join(tmpdir(), "cloison-test-"));
  // Machines run as a user of their own, which must pass through.
  chmodSync(parent, 0o755);
  const folder = join(parent, "machines");
  const machines = await openLocalMachines({ folder, templates: [template] });
  return {
    machines,
    manifest: JSON.parse(readFileSync(image.manifest, "utf8")),
    async [Symbol.asyncDispose]() {
      for (const { id } of await machines.list()) await machines.drop(id);
      await machines.close();
      await Promise.all([...qemuProcessesBelow(folder).values()].flat().map(killProcess));
      rmSync(parent, { recursive: true, force: true });
    },
  };
}

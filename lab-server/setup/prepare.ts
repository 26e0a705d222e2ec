import { catalog } from "../../labs/catalog.ts";
import { defaultMachine, isSameSpec, type MachineSpec } from "../../labs/machine.ts";
import { type ProbedAcceleration, probeAcceleration } from "../vm/acceleration.ts";
import type { Template } from "../vm/template.ts";
import { buildImage } from "./image.ts";
import { interruptible } from "./interruption.ts";
import { buildNative } from "./native.ts";
import { buildSite } from "./site.ts";
import { step } from "./step.ts";
import { ensureSystemPackages } from "./system-packages.ts";
import { buildTemplate } from "./templates.ts";

/** Everything that the lab server needs, built and in the cache. */
export interface Prepared {
  siteFolder: string;
  templates: Template[];
  acceleration: ProbedAcceleration;
}

/** Every machine that an exercise asks for, and the plain one. */
function wantedMachines(): MachineSpec[] {
  const specs = [defaultMachine, { ...defaultMachine, profile: "docker" as const }];
  for (const { machine } of catalog.values())
    if (!specs.some((spec) => isSameSpec(spec, machine))) specs.push(machine);
  return specs;
}

/**
 * Builds what is missing, step by step with the time of each; quick when nothing is. Throws an error that
 * says what to do. A signal to end meanwhile ends the process when nothing half made is left.
 */
export const prepare = (options: { forTests: boolean }): Promise<Prepared> =>
  interruptible(() => prepareSteps(options));

async function prepareSteps({ forTests }: { forTests: boolean }): Promise<Prepared> {
  await step("system packages", (log) => ensureSystemPackages({ forTests, log }));
  const { folder: siteFolder } = await step("site", (log) => buildSite(log));
  const agent = await step("guest agent", (log) =>
    buildNative("lab-server/agent/main.ts", "cloison-agent", log),
  );
  const image = await step("machine image", (log) => buildImage(agent, log));
  const acceleration = await step("acceleration", (log) => probeAcceleration(image, log));
  console.log(`  ${acceleration.reason}`);
  const templates: Template[] = [];
  for (const spec of wantedMachines()) {
    const name = `machine template ${spec.profile}, ${spec.vcpus} CPU, ${spec.memoryMiB} MiB`;
    templates.push(await step(name, (log) => buildTemplate(spec, image, acceleration.acceleration, log)));
  }
  return { siteFolder, templates, acceleration };
}

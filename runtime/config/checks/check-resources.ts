import type { Resources } from "../config.ts";
import { type Blame, shown } from "../config-error.ts";
import { parseNumberList } from "../parse-number-list.ts";

/**
 * config-linux.md, "Control groups", as far as it holds for every machine. What depends on the controllers that are
 * there, and on what is set already, is settled where limits are written.
 */
export function checkResources(resources: Resources, blame: Blame): void {
  const { cpu, blockIO, rdma, unified } = resources;
  if (cpu?.burst && cpu.quota !== undefined && cpu.quota > 0n && cpu.burst > cpu.quota)
    throw blame(["cpu", "burst"], `must be at most the quota ${cpu.quota}, found ${cpu.burst}`);
  for (const property of ["cpus", "mems"] as const) {
    const numbers = cpu?.[property];
    if (numbers !== undefined && !parseNumberList(numbers))
      throw blame(["cpu", property], `must be a list as "0-3,7", found ${shown(numbers)}`);
  }
  if (blockIO) checkWeights(blockIO, blame);
  for (const [device, { hcaHandles, hcaObjects }] of Object.entries(rdma ?? {}))
    if (hcaHandles === undefined && hcaObjects === undefined)
      throw blame(["rdma", device], "needs hcaHandles, hcaObjects, or both");
  for (const file of Object.keys(unified ?? {})) {
    if (file.includes("/")) throw blame(["unified", file], "must be the name of a file, without a slash");
    // crun's tests look for these words.
    if (!/^[^.].*\../.test(file))
      throw blame(["unified", file], `the specified key has not the form CONTROLLER.VALUE \`${file}\``);
  }
}

function checkWeights(blockIO: NonNullable<Resources["blockIO"]>, blame: Blame): void {
  const check = (weight: number | undefined, ...path: (string | number)[]) => {
    if (weight && (weight < 10 || weight > 1000))
      throw blame(["blockIO", ...path], `must be an integer from 10 to 1000, or 0 for none, found ${weight}`);
  };
  check(blockIO.weight, "weight");
  check(blockIO.leafWeight, "leafWeight");
  for (const [index, { weight, leafWeight }] of (blockIO.weightDevice ?? []).entries()) {
    if (weight === undefined && leafWeight === undefined)
      throw blame(["blockIO", "weightDevice", index], "needs weight, leafWeight, or both");
    check(weight, "weightDevice", index, "weight");
    check(leafWeight, "weightDevice", index, "leafWeight");
  }
}

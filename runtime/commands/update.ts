import { readText, readTextFrom, readTextIfThere } from "../../sys/text-files.ts";
import { completeUpdate } from "../cgroup/complete-update.ts";
import { loadSystemd } from "../cgroup/loaded-systemd.ts";
import { openCgroup } from "../cgroup/open-cgroup.ts";
import { containerCommand } from "../cli/command.ts";
import { updateSyntax } from "../cli/syntax/update.ts";
import { parseResources } from "../config/parse-resources.ts";
import { holdFolder } from "../state/container-folder.ts";
import { loadContainer } from "../state/load-container.ts";
import { statusOf } from "../state/status.ts";
import { cgroupOf } from "./cgroup-of.ts";
import { updateResources } from "./update-resources.ts";

export const update = containerCommand(updateSyntax, async (id, { options, globals }) => {
  for (const option of ["l3-cache-schema", "mem-bw-schema"] as const)
    if (options[option]) throw new Error(`Cannot use --${option}: Intel RDT is not enabled`);
  const changes = options.resources ? readResources(options.resources) : updateResources(options);
  const root = globals.stateRoot();
  // Two updates at once would each complete themselves by what the other is about to change.
  const hold = holdFolder(root, id);
  try {
    const record = loadContainer(root, id);
    const status = statusOf(record, root);
    if (status === "stopped") throw new Error(`Cannot update container ${id}: container not running`);
    const place = cgroupOf(record, "update");
    if (place.unit) await loadSystemd();
    const now = (file: string) => readTextIfThere(`${place.folder}/${file}`);
    const resources = completeUpdate(changes, {
      cpuMax: now("cpu.max"),
      memoryMax: now("memory.max"),
      swapMax: now("memory.swap.max"),
    });
    openCgroup(place).limit(resources, { keepDevices: true });
  } finally {
    hold.release();
  }
});

function readResources(path: string) {
  const standardInput = 0;
  try {
    return parseResources(path === "-" ? readTextFrom(standardInput) : readText(path));
  } catch (error) {
    throw new Error(`Cannot read the limits from ${path}: ${(error as Error).message}`, { cause: error });
  }
}

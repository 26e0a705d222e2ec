import { join } from "node:path";
import type { MachineParts } from "./machine.ts";
import {
  machineFiles,
  machineFolder,
  makeMachineFolder,
  newMachineId,
  removeMachineFolder,
  writeMachineFile,
} from "./machine-folder.ts";
import { loadState } from "./machine-state.ts";
import { qemuArguments } from "./qemu-arguments.ts";
import { Qmp } from "./qmp.ts";
import { killProcess } from "./running-process.ts";
import { type Qemu, startQemu } from "./start-qemu.ts";
import { cloneBoot, type Template, templateFiles, templateLayers } from "./template.ts";
import { machineUser, type VmUser } from "./vm-user.ts";

// A host that is very busy still gets there; one that hangs is given up.
const startTimeoutMs = 60_000;

/** QEMU's arguments for a clone; its working directory is the machine's own. */
export function cloneArguments(template: Template, id: string): string[] {
  const { ram } = templateFiles(template.folder);
  const { agentSocket, qmpSocket, disk } = machineFiles;
  return qemuArguments({
    spec: template.spec,
    acceleration: template.acceleration,
    name: `cloison-${id}`,
    start: { as: "clone", ram, boot: cloneBoot(template), agentSocket },
    disk: [{ path: disk, format: "qcow2" }, ...templateLayers(template)],
    qmpSocket,
  });
}

/** Clones a template into a folder of its own below `machines`, and runs it. An error leaves nothing. */
export async function cloneMachine(
  template: Template,
  options: { machines: string; user: VmUser | undefined },
): Promise<MachineParts> {
  const id = newMachineId();
  const user = machineUser(options.user, { id, acceleration: template.acceleration });
  const folder = machineFolder(options.machines, id);
  const { emptyDisk, state } = templateFiles(template.folder);
  const start: { qemu?: Qemu; qmp?: Qmp } = {};
  try {
    await makeMachineFolder(folder, { emptyDisk, user });
    const argv = cloneArguments(template, id);
    const qemu = await startQemu(argv, { folder: folder.vm, user });
    start.qemu = qemu;
    const qmp = await connectUnlessEnded(qemu, join(folder.vm, machineFiles.qmpSocket));
    start.qmp = qmp;
    await loadState(qmp, state, { timeoutMs: startTimeoutMs });
    const placed = { id, spec: template.spec, placedAt: Date.now() };
    await writeMachineFile(folder, placed);
    return { placed, folder, qemu, qmp };
  } catch (cause) {
    start.qmp?.close();
    if (start.qemu) await killProcess(start.qemu);
    await removeMachineFolder(folder);
    const how = start.qemu ? `; ${await start.qemu.ended}` : "";
    const message = `Cannot clone the ${template.spec.profile} template: ${(cause as Error).message}${how}`;
    throw new Error(message, { cause });
  }
}

function connectUnlessEnded(qemu: Qemu, socket: string): Promise<Qmp> {
  const given = new AbortController();
  void qemu.ended.then(() => given.abort());
  return Qmp.connect(socket, { timeoutMs: startTimeoutMs, signal: given.signal });
}

import { join } from "node:path";
import type { MachineParts } from "./machine.ts";
import { machineFiles, readMachineFolders, removeMachineFolder } from "./machine-folder.ts";
import { Qmp } from "./qmp.ts";
import { killProcess, qemuProcessesBelow } from "./running-process.ts";

const connectTimeoutMs = 60_000;

/**
 * Finds what an earlier server left below the folder: machines that run are returned, everything else is
 * ended and removed (half made ones, dead ones, consoles, processes whose folder is gone).
 */
export async function takeUpMachines(machines: string): Promise<MachineParts[]> {
  const processes = qemuProcessesBelow(machines);
  const taken = await Promise.all(
    readMachineFolders(machines).map(async ({ folder, machine }) => {
      const running = processes.get(folder.vm) ?? [];
      processes.delete(folder.vm);
      const [process] = running;
      if (machine && process && running.length === 1) {
        const qmp = await connectQmp(join(folder.vm, machineFiles.qmpSocket));
        const ended = Promise.resolve("QEMU ended");
        if (qmp) return { placed: machine, folder, qemu: { ...process, ended, release() {} }, qmp };
      }
      await Promise.all(running.map(killProcess));
      await removeMachineFolder(folder);
      return undefined;
    }),
  );
  await Promise.all([...processes.values()].flat().map(killProcess));
  return taken.filter((parts) => parts !== undefined);
}

/** One that does not answer cannot be used any more. */
async function connectQmp(path: string): Promise<Qmp | undefined> {
  try {
    return await Qmp.connect(path, { timeoutMs: connectTimeoutMs });
  } catch {
    return undefined;
  }
}

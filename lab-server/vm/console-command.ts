import { kernelCommandLine } from "../image/kernel-command-line.ts";
import {
  machineFiles,
  machineFolder,
  makeMachineFolder,
  newConsoleName,
  removeMachineFolder,
} from "./machine-folder.ts";
import type { Machines } from "./machines.ts";
import { qemuArguments } from "./qemu-arguments.ts";
import { killProcess, qemuProcessesBelow } from "./running-process.ts";
import { qemuProgram } from "./start-qemu.ts";
import { imageLayers, type Template, templateFiles } from "./template.ts";
import { confinedCommand, machineUser, type VmUser } from "./vm-user.ts";

export type ConsoleCommand = Awaited<ReturnType<Machines["consoleCommand"]>>;

/**
 * A command that boots the template's image from cold, on a disk of its own, with the console on standard
 * input and output. It dies with the server. `release` ends it if it still runs and removes the disk. An error leaves nothing.
 */
export async function makeConsoleCommand(
  template: Template,
  options: { machines: string; user: VmUser | undefined },
): Promise<ConsoleCommand> {
  const name = newConsoleName();
  const folder = machineFolder(options.machines, name);
  const { emptyDisk } = templateFiles(template.folder);
  const { spec, acceleration, image } = template;
  const { kernel, initrd } = image;
  const user = machineUser(options.user, { id: name, acceleration });
  try {
    await makeMachineFolder(folder, { emptyDisk, user });
  } catch (error) {
    await removeMachineFolder(folder);
    throw error;
  }
  const argv = qemuArguments({
    spec,
    acceleration,
    name: `cloison-${name}`,
    start: { as: "console", boot: { kernel, initrd, commandLine: kernelCommandLine({ console: true }) } },
    disk: [{ path: machineFiles.disk, format: "qcow2" }, ...imageLayers(template)],
  });
  return {
    argv: confinedCommand(user, [qemuProgram, ...argv]),
    cwd: folder.vm,
    async release() {
      const running = qemuProcessesBelow(options.machines).get(folder.vm) ?? [];
      await Promise.all(running.map(killProcess));
      await removeMachineFolder(folder);
    },
  };
}

import { chmod, chown, open, readdir, rm, stat } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import type { MachineSpec, Profile } from "../../labs/machine.ts";
import { kernelCommandLine } from "../image/kernel-command-line.ts";
import type { Acceleration } from "../vm/qemu-arguments.ts";
import { qemuVersion } from "../vm/qemu-version.ts";
import { kernelHeaderBytes, type Template, templateFiles } from "../vm/template.ts";
import { TemplateMachine, type TemplateMachineOptions, templateArguments } from "../vm/template-machine.ts";
import { machineUser, vmUser } from "../vm/vm-user.ts";
import { cached } from "./cached.ts";
import { runCommand } from "./command.ts";
import type { Image } from "./image.ts";
import { orInterrupted } from "./interruption.ts";
import { preparationKey, prepareGuest } from "./prepare-guest.ts";
import type { Log } from "./step.ts";

const settleLimitMs = 90_000;

/**
 * Boots the image, prepares it for the profile and saves it, or finds the template in the cache. Takes about
 * a minute under emulation, some more for docker. An error leaves nothing.
 */
export async function buildTemplate(
  spec: MachineSpec,
  image: Image,
  acceleration: Acceleration,
  log: Log,
): Promise<Template> {
  const booted = { disk: image.disk, kernel: image.kernel, initrd: image.initrd };
  const commandLine = kernelCommandLine({ console: false });
  const machine = { spec, acceleration, image: booted, commandLine };
  const { folder } = await cached(
    `template-${spec.profile}-${spec.vcpus}x${spec.memoryMiB}`,
    [
      { value: image.key },
      { value: await qemuVersion() },
      // A saved processor goes on only on one of its kind.
      { value: cpus()[0]?.model },
      { value: templateArguments({ ...machine, folder: "." }) },
      { value: preparationKey },
    ],
    (unfinished) => build({ ...machine, folder: unfinished }, log),
    { log },
  );
  return { folder, spec, acceleration, image: booted };
}

async function build(options: Omit<TemplateMachineOptions, "user">, log: Log): Promise<void> {
  const { folder, image, spec } = options;
  const user = machineUser(await vmUser(), { acceleration: options.acceleration });
  const files = templateFiles(folder);
  const { size: diskBytes } = await stat(image.disk);
  for (const path of [files.disk, files.emptyDisk])
    await runCommand(["qemu-img", "create", "-q", "-f", "qcow2", path, String(diskBytes)]);
  await writeKernelHeader(image.kernel, files.kernelHeader);
  if (user) for (const path of [folder, files.disk]) await chown(path, user.uid, user.gid);

  log("booting");
  const machine = await TemplateMachine.boot({ ...options, user });
  try {
    await orInterrupted(prepareAndSave(machine, { profile: spec.profile, log }));
  } finally {
    await machine.end();
  }
  await runCommand(["fallocate", "--dig-holes", files.ram]);
  await seal(folder, Object.values(files));
}

async function prepareAndSave(
  machine: TemplateMachine,
  { profile, log }: { profile: Profile; log: Log },
): Promise<void> {
  await prepareGuest(machine, { profile, log });
  log("waiting until it is quiet");
  if (!(await machine.settle(settleLimitMs))) log("it is still busy; going on");
  log("saving");
  await machine.save();
}

/** The sectors before the compressed kernel: see cloneBoot. */
async function writeKernelHeader(kernel: string, header: string): Promise<void> {
  const file = await open(kernel);
  try {
    const { buffer } = await file.read({ buffer: Buffer.alloc(64 * 1024), position: 0 });
    const target = await open(header, "w");
    try {
      await target.writeFile(buffer.subarray(0, kernelHeaderBytes(buffer)));
    } finally {
      await target.close();
    }
  } finally {
    await file.close();
  }
}

/**
 * Takes the files away from QEMU's user: a guest that has broken out of its QEMU cannot change what others
 * are cloned from.
 */
async function seal(folder: string, files: string[]): Promise<void> {
  for (const entry of await readdir(folder)) {
    const path = join(folder, entry);
    if (!files.includes(path)) {
      await rm(path);
      continue;
    }
    if (process.getuid?.() === 0) await chown(path, 0, 0);
    await chmod(path, 0o444);
  }
  if (process.getuid?.() === 0) await chown(folder, 0, 0);
  await chmod(folder, 0o755);
}

import { randomBytes } from "node:crypto";
import { constants, readdirSync, readFileSync } from "node:fs";
import { chmod, chown, copyFile, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { PlacedMachine } from "./machines.ts";
import type { VmUser } from "./vm-user.ts";

/**
 * A machine's folder: `machine.json`, which only the server writes, and `vm/`, which belongs to QEMU and is
 * its working directory. The file appears when the machine runs; a folder without it is half made.
 */
export interface MachineFolder {
  path: string;
  /** QEMU's working directory. */
  vm: string;
}

/** Names inside `vm/`. */
export const machineFiles = { disk: "disk.qcow2", agentSocket: "agent.sock", qmpSocket: "qmp.sock" };

/** Bytes for a path in a unix socket's address, with the closing zero: unix(7). */
const maxSocketPathBytes = 108;

const consolePrefix = "console-";
const ourNames = new RegExp(`^(${consolePrefix})?[0-9a-f]{12}$`);

export const newConsoleName = () => `${consolePrefix}${newMachineId()}`;

export const newMachineId = () => randomBytes(6).toString("hex");

const folderOf = (path: string): MachineFolder => ({ path, vm: join(path, "vm") });

/** The folder of the machine `id`, or of anything else that runs QEMU, below `machines`. */
export const machineFolder = (machines: string, id: string) => folderOf(join(machines, id));

/** Throws when a machine's sockets would have paths that are too long for the kernel. */
export function checkSocketPaths(machines: string): void {
  const longest = join(machineFolder(machines, newMachineId()).vm, machineFiles.agentSocket);
  if (Buffer.byteLength(longest) >= maxSocketPathBytes)
    throw new Error(
      `Cannot keep machines in ${machines}: the path is too long for a socket. Set CLOISON_STATE to a shorter one`,
    );
}

/** Makes the folder with an empty disk in it, owned by QEMU's user. */
export async function makeMachineFolder(
  folder: MachineFolder,
  options: { emptyDisk: string; user: VmUser | undefined },
): Promise<void> {
  await mkdir(folder.path, { mode: 0o711 });
  await mkdir(folder.vm, { mode: 0o700 });
  const disk = join(folder.vm, machineFiles.disk);
  await copyFile(options.emptyDisk, disk, constants.COPYFILE_FICLONE);
  await chmod(disk, 0o600);
  if (!options.user) return;
  for (const path of [disk, folder.vm]) await chown(path, options.user.uid, options.user.gid);
}

const machineFile = z.object({
  version: z.literal(1),
  placedAt: z.number(),
  spec: z.object({
    profile: z.enum(["linux", "docker"]),
    vcpus: z.number().int().min(1),
    memoryMiB: z.number().int().min(1),
  }),
});

/** Writes down that the machine is whole. All at once: a reader finds no half of the file. */
export async function writeMachineFile(
  folder: MachineFolder,
  machine: Omit<PlacedMachine, "id">,
): Promise<void> {
  const path = join(folder.path, "machine.json");
  const { placedAt, spec } = machine;
  await writeFile(`${path}.new`, `${JSON.stringify({ version: 1, placedAt, spec })}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

/** What an earlier server left: its folders below `machines`, each with its machine if it was whole. */
export function readMachineFolders(machines: string): { folder: MachineFolder; machine?: PlacedMachine }[] {
  const ours = readdirSync(machines).filter((name) => ourNames.test(name));
  return ours.map((id) => {
    const folder = machineFolder(machines, id);
    try {
      if (id.startsWith(consolePrefix)) return { folder };
      const text = readFileSync(join(folder.path, "machine.json"), "utf8");
      const { placedAt, spec } = machineFile.parse(JSON.parse(text));
      return { folder, machine: { id, placedAt, spec } };
    } catch {
      // Half made, or of another version of the project: not one that can be taken up.
      return { folder };
    }
  });
}

export const removeMachineFolder = (folder: MachineFolder) =>
  rm(folder.path, { recursive: true, force: true });

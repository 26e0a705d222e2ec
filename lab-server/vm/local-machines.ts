import { chmod, mkdir, realpath } from "node:fs/promises";
import { availableParallelism } from "node:os";
import type { Duplex } from "node:stream";
import { isSameSpec, type MachineSpec } from "../../labs/machine.ts";
import { ProcessLock, type Unlock } from "../setup/process-lock.ts";
import { cloneMachine } from "./clone-machine.ts";
import { type ConsoleCommand, makeConsoleCommand } from "./console-command.ts";
import { allocatedMiB, freeDiskMiB, machineToEnd } from "./disk.ts";
import { Machine, type MachineParts } from "./machine.ts";
import { checkSocketPaths } from "./machine-folder.ts";
import { type MachineEndListener, type Machines, type PlacedMachine, PlaceError } from "./machines.ts";
import { availableMemoryMiB, type Occupant, privateMemoryMiB, type RoomLimits, whyNoRoom } from "./room.ts";
import { takeUpMachines } from "./take-up-machines.ts";
import type { Template } from "./template.ts";
import { turns } from "./turns.ts";
import { type VmUser, vmUser } from "./vm-user.ts";

export interface LocalMachinesOptions extends Partial<RoomLimits> {
  /** Where each machine has a folder of its own; made if it is missing. */
  folder: string;
  templates: Template[];
  /** Disk that must stay free, in MiB. 1024 unless said. */
  reserveDiskMiB?: number;
}

const defaultReserveMiB = 1024;
const watchDiskMs = 2000;
const lockLimitMs = 2000;

/**
 * Machines on this host. Takes up those that an earlier server left running and removes what it left half
 * made. Throws when another server uses the same folder.
 */
export async function openLocalMachines(options: LocalMachinesOptions): Promise<Machines> {
  const user = await vmUser();
  await mkdir(options.folder, { recursive: true });
  const folder = await realpath(options.folder);
  checkSocketPaths(folder);
  const unlock = await lock(folder);
  try {
    // QEMU's user may pass through to the folder it knows, but not look around.
    await chmod(folder, 0o711);
    const machines = new LocalMachines({ ...options, folder }, { user, unlock });
    for (const parts of await takeUpMachines(folder)) machines.add(parts);
    return machines;
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function lock(folder: string): Promise<Unlock> {
  // A server that was killed while it started a QEMU has a child for a moment that still holds its lock.
  const signal = AbortSignal.timeout(lockLimitMs);
  try {
    return await new ProcessLock(folder, "machines").take({ signal });
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new Error(`Cannot use ${folder}: another lab server does. End that one first`);
  }
}

class LocalMachines implements Machines {
  readonly #options: LocalMachinesOptions;
  readonly #user: VmUser | undefined;
  readonly #unlock: Unlock;
  readonly #machines = new Map<string, Machine>();
  /** What is being placed, and consoles: they fill the host, but are nobody's machines. */
  readonly #others = new Set<Occupant>();
  readonly #consoles = new Set<ConsoleCommand>();
  readonly #listeners = new Set<MachineEndListener>();
  readonly #diskTimer: NodeJS.Timeout;
  readonly #placing = new Set<Promise<unknown>>();
  // More at once would make all of them slow and none sooner.
  readonly #inTurn = turns(availableParallelism() + 1);
  #isClosed = false;

  constructor(options: LocalMachinesOptions, held: { user: VmUser | undefined; unlock: Unlock }) {
    this.#options = options;
    this.#user = held.user;
    this.#unlock = held.unlock;
    this.#diskTimer = setInterval(() => void this.#watchDisk().catch(() => {}), watchDiskMs).unref();
  }

  add(parts: MachineParts): void {
    const { id } = parts.placed;
    const machine = new Machine(parts, (reason, code) => {
      this.#machines.delete(id);
      for (const listener of this.#listeners) listener(id, reason, code);
    });
    this.#machines.set(id, machine);
  }

  async place(spec: MachineSpec): Promise<string> {
    const template = this.#template(spec);
    const occupant = this.#takeRoom(spec);
    const placing = this.#inTurn(async () => {
      await this.#checkDisk();
      const parts = await cloneMachine(template, { machines: this.#options.folder, user: this.#user });
      this.add(parts);
      return parts.placed.id;
    });
    this.#placing.add(placing);
    try {
      return await placing;
    } catch (cause) {
      if (cause instanceof PlaceError) throw cause;
      const isFull = ((cause as Error).cause as NodeJS.ErrnoException | undefined)?.code === "ENOSPC";
      throw new PlaceError(isFull ? "no-disk" : "failed", (cause as Error).message, { cause });
    } finally {
      this.#placing.delete(placing);
      this.#others.delete(occupant);
    }
  }

  async attach(id: string): Promise<Duplex> {
    const machine = this.#machines.get(id);
    if (!machine) throw new Error(`The machine ${id} is gone`);
    return await machine.attach();
  }

  async freeze(id: string): Promise<void> {
    await this.#machines.get(id)?.freeze();
  }

  async drop(id: string): Promise<void> {
    await this.#machines.get(id)?.end("it was dropped");
  }

  async list(): Promise<PlacedMachine[]> {
    return [...this.#machines.values()]
      .filter((machine) => !machine.hasEnded)
      .map((machine) => machine.placed);
  }

  onEnded(listener: MachineEndListener): void {
    this.#listeners.add(listener);
  }

  async consoleCommand(spec: MachineSpec): Promise<ConsoleCommand> {
    const template = this.#template(spec);
    const occupant = this.#takeRoom(spec);
    try {
      await this.#checkDisk();
      const command = await makeConsoleCommand(template, {
        machines: this.#options.folder,
        user: this.#user,
      });
      this.#consoles.add(command);
      const release = async () => {
        this.#others.delete(occupant);
        this.#consoles.delete(command);
        await command.release();
      };
      return { ...command, release };
    } catch (error) {
      this.#others.delete(occupant);
      throw error;
    }
  }

  async close({ drop } = { drop: false }): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#diskTimer);
    await Promise.allSettled(this.#placing);
    await Promise.all([...this.#consoles].map((command) => command.release()));
    const machines = [...this.#machines.values()];
    if (drop) await Promise.all(machines.map((machine) => machine.end("the lab server has ended")));
    else for (const machine of machines) machine.release();
    await this.#unlock();
  }

  #template(spec: MachineSpec): Template {
    const template = this.#options.templates.find((template) => isSameSpec(template.spec, spec));
    if (template) return template;
    const wanted = `profile ${spec.profile}, ${spec.vcpus} processors and ${spec.memoryMiB} MiB`;
    throw new PlaceError(
      "no-template",
      `There is no template with ${wanted}: stop the server and run npm start, which makes what the exercises ask for`,
    );
  }

  /** Counts one more from now on: what is being placed together must fit together. */
  #takeRoom(spec: MachineSpec): Occupant {
    if (this.#isClosed) throw new PlaceError("failed", "The lab server is stopping");
    const { maxMachines, reserveMemoryMiB = defaultReserveMiB } = this.#options;
    const running = [...this.#machines.values()].map((machine) => ({
      spec: machine.placed.spec,
      privateMiB: privateMemoryMiB(machine.pid),
    }));
    const reason = whyNoRoom(spec, {
      limits: { maxMachines, reserveMemoryMiB },
      occupants: [...running, ...this.#others],
      availableMiB: availableMemoryMiB(),
    });
    if (reason !== undefined)
      throw new PlaceError("no-room", `There is no room for one more machine: ${reason}`);
    const occupant = { spec, privateMiB: 0 };
    this.#others.add(occupant);
    return occupant;
  }

  async #checkDisk(): Promise<void> {
    const { folder, reserveDiskMiB = defaultReserveMiB } = this.#options;
    const freeMiB = await freeDiskMiB(folder);
    if (freeMiB < reserveDiskMiB)
      throw new PlaceError(
        "no-disk",
        `The disk of ${folder} has ${freeMiB} MiB free and ${reserveDiskMiB} must stay: make some room`,
      );
  }

  /** Machines that run fill the disk as well. See {@link machineToEnd}. */
  async #watchDisk(): Promise<void> {
    const { folder, reserveDiskMiB: reserveMiB = defaultReserveMiB } = this.#options;
    const machines = [...this.#machines.values()].filter((machine) => !machine.hasEnded);
    const users = await Promise.all(
      machines.map(async ({ placed, disk }) => ({ id: placed.id, writtenMiB: await allocatedMiB(disk) })),
    );
    const id = machineToEnd(users, { freeMiB: await freeDiskMiB(folder), reserveMiB });
    if (id === undefined || this.#isClosed) return;
    await this.#machines.get(id)?.end("the disk was nearly full and it had written most", "disk-full");
  }
}

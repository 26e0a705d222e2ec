import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { MachineSpec } from "../../labs/machine.ts";
import { saveState } from "./machine-state.ts";
import { type Acceleration, qemuArguments } from "./qemu-arguments.ts";
import { Qmp } from "./qmp.ts";
import { killProcess, processorTimeMs } from "./running-process.ts";
import { type Qemu, startQemu } from "./start-qemu.ts";
import { imageLayers, type Template, templateFiles } from "./template.ts";
import type { VmUser } from "./vm-user.ts";

export interface TemplateMachineOptions {
  spec: MachineSpec;
  acceleration: Acceleration;
  image: Template["image"];
  commandLine: string;
  /** Where the files of the template come to be; QEMU's user must be allowed to write there. */
  folder: string;
  user: VmUser | undefined;
}

const agentSocket = "agent.sock";
const qmpSocket = "qmp.sock";
const quietShare = 0.03;
const windowMs = 2000;

/** The arguments with which a template boots. They decide, with the image, what the template is. */
export function templateArguments(options: Omit<TemplateMachineOptions, "user">): string[] {
  const { spec, acceleration, image, commandLine, folder } = options;
  const { ram, disk } = templateFiles(folder);
  return qemuArguments({
    spec,
    acceleration,
    name: "cloison-template",
    start: {
      as: "template",
      ram,
      boot: { kernel: image.kernel, initrd: image.initrd, commandLine },
      agentSocket,
    },
    disk: [{ path: disk, format: "qcow2" }, ...imageLayers({ image })],
    qmpSocket,
  });
}

/** A machine that boots from cold in order to be saved. */
export class TemplateMachine {
  readonly agentSocket: string;
  readonly #qemu: Qemu;
  readonly #qmp: Qmp;
  readonly #folder: string;

  static async boot(options: TemplateMachineOptions): Promise<TemplateMachine> {
    const { folder, user } = options;
    const qemu = await startQemu(templateArguments(options), { folder, user, diesWithUs: true });
    try {
      const given = new AbortController();
      void qemu.ended.then(() => given.abort());
      const socket = join(folder, qmpSocket);
      const qmp = await Qmp.connect(socket, { timeoutMs: 30_000, signal: given.signal });
      return new TemplateMachine(folder, { qemu, qmp });
    } catch (cause) {
      await killProcess(qemu);
      throw new Error(`Cannot boot the template: ${await qemu.ended}`, { cause });
    }
  }

  private constructor(folder: string, parts: { qemu: Qemu; qmp: Qmp }) {
    this.agentSocket = join(folder, agentSocket);
    this.#folder = folder;
    this.#qemu = parts.qemu;
    this.#qmp = parts.qmp;
  }

  /** How QEMU ended, in words. */
  get ended(): Promise<string> {
    return this.#qemu.ended;
  }

  /** Waits until the machine has hardly used a processor for a few seconds; false if it never did. */
  async settle(limitMs: number): Promise<boolean> {
    let quietWindows = 0;
    for (let waitedMs = 0; quietWindows < 2; waitedMs += windowMs) {
      if (waitedMs >= limitMs) return false;
      const before = processorTimeMs(this.#qemu) ?? 0;
      await sleep(windowMs);
      const usedMs = (processorTimeMs(this.#qemu) ?? 0) - before;
      quietWindows = usedMs < windowMs * quietShare ? quietWindows + 1 : 0;
    }
    return true;
  }

  /** Stops it, writes the state beside its memory and its disk, and ends it. */
  async save(): Promise<void> {
    const { state } = templateFiles(this.#folder);
    await this.#qmp.execute("stop");
    await saveState(this.#qmp, state);
    await this.#qmp.execute("quit");
    await this.#qemu.ended;
  }

  /** Ends it if it still runs. */
  async end(): Promise<void> {
    this.#qmp.close();
    await killProcess(this.#qemu);
  }
}

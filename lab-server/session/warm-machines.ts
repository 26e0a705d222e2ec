import type { Duplex } from "node:stream";
import { defaultMachine, type MachineSpec } from "../../labs/machine.ts";
import { type Machines, type PlacedMachine, PlaceError } from "../vm/machines.ts";
import { describeError, type Log } from "./log.ts";

/** After a failed attempt to warm one more. */
const retryMs = 10_000;

/**
 * Machines with a few plain ones placed in advance, so that a click waits for none. They belong to nobody and
 * give way when there is no room for what somebody asks for.
 */
export class WarmMachines implements Machines {
  readonly #machines: Machines;
  readonly #count: number;
  readonly #log: Log;
  readonly #spec: MachineSpec;
  readonly #warm = new Set<string>();
  /** Warm ones that are being dropped: their end is nobody's business either. */
  readonly #spent = new Set<string>();
  readonly #listeners = new Set<(id: string, reason: string) => void>();
  #warming: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: { machines: Machines; count: number; log: Log; spec?: MachineSpec }) {
    this.#machines = options.machines;
    this.#count = options.count;
    this.#log = options.log;
    this.#spec = options.spec ?? defaultMachine;
    this.#machines.onEnded((id, reason) => {
      if (this.#warm.delete(id) || this.#spent.delete(id)) this.#warmLater();
      else for (const listener of this.#listeners) listener(id, reason);
    });
  }

  /** How many wait. */
  get warm(): number {
    return this.#warm.size;
  }

  async place(spec: MachineSpec): Promise<string> {
    const [id] = this.#warm;
    if (id !== undefined && isSame(spec, this.#spec)) {
      this.#warm.delete(id);
      this.#warmUp();
      return id;
    }
    for (;;) {
      try {
        return await this.#machines.place(spec);
      } catch (error) {
        if (!(error instanceof PlaceError) || error.code !== "no-room") throw error;
        const [spare] = this.#warm;
        if (spare === undefined) throw error;
        this.#warm.delete(spare);
        if (isSame(spec, this.#spec)) return spare;
        this.#spent.add(spare);
        await this.#machines.drop(spare);
      }
    }
  }

  attach(id: string): Promise<Duplex> {
    return this.#machines.attach(id);
  }

  freeze(id: string): Promise<void> {
    return this.#machines.freeze(id);
  }

  async drop(id: string): Promise<void> {
    await this.#machines.drop(id);
    this.#warmLater();
  }

  /** Also the warm ones that an earlier server left; those of this one are nobody's business. */
  async list(): Promise<PlacedMachine[]> {
    return (await this.#machines.list()).filter(({ id }) => !this.#warm.has(id));
  }

  onEnded(listener: (id: string, reason: string) => void): void {
    this.#listeners.add(listener);
    // Whoever listens has begun to use the machines: what an earlier server left is known now or soon.
    this.#warmLater();
  }

  consoleCommand(spec: MachineSpec): ReturnType<Machines["consoleCommand"]> {
    return this.#machines.consoleCommand(spec);
  }

  /** Ends the warm ones: the next server would not know them. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#warming;
    await Promise.all([...this.#warm].map((id) => this.#machines.drop(id)));
    await this.#machines.close();
  }

  /** One after the other: whoever clicks now needs the processors more. */
  #warmUp(): void {
    if (this.#isClosed || this.#warm.size >= this.#count) return;
    this.#warming ??= this.#warmOne().finally(() => {
      this.#warming = undefined;
      if (this.#timer === undefined) this.#warmUp();
    });
  }

  async #warmOne(): Promise<void> {
    try {
      const id = await this.#machines.place(this.#spec);
      this.#warm.add(id);
    } catch (error) {
      const isFull = error instanceof PlaceError && error.code === "no-room";
      if (!isFull) this.#log("warming-failed", { error: describeError(error) });
      this.#warmLater(retryMs);
    }
  }

  #warmLater(delayMs = 1000): void {
    if (this.#isClosed || this.#count === 0) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#warmUp();
    }, delayMs);
    this.#timer.unref();
  }
}

function isSame(a: MachineSpec, b: MachineSpec): boolean {
  return a.profile === b.profile && a.vcpus === b.vcpus && a.memoryMiB === b.memoryMiB;
}

import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { isSameSpec, type MachineSpec } from "../../labs/machine.ts";
import { type MachineEndListener, type Machines, type PlacedMachine, PlaceError } from "./machines.ts";

/** Machines of one kind that wait. */
export interface PoolSize {
  spec: MachineSpec;
  /** 0: none; every machine is then made when it is asked for. */
  count: number;
}

export interface WarmPoolOptions {
  sizes: PoolSize[];
  /** Notes which machines have been given out; made if it is missing. Keep it as long as the machines. */
  folder: string;
  /** Run in each new machine before it waits: what is used then is quick when it counts. */
  warmUp?: (machines: Machines, id: string) => Promise<void>;
  /** Told why the pool cannot be filled, unless there is only no room. It tries again later. */
  onRefillFailed?: (error: unknown) => void;
}

const retryMs = 10_000;

/** Who has just been given a machine has the processors to themselves until the prompt is there. */
const refillAfterMs = 1000;

/**
 * Keeps machines ready, frozen so that they cost no processor time, and gives them out at once. A machine
 * belongs to somebody only when a file of its name stands in the folder, which is written before it is given
 * out: after a crash, that tells which ones to keep. The others are dropped, when it opens and when it closes.
 */
export async function openWarmPool(machines: Machines, options: WarmPoolOptions): Promise<Machines> {
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  const placed = (await machines.list()).map(({ id }) => id);
  const claimed = new Set<string>();
  for (const id of readdirSync(options.folder)) {
    if (placed.includes(id)) claimed.add(id);
    else rmSync(join(options.folder, id), { force: true });
  }
  // One that waited may not have been warmed up to its end, and nobody can tell.
  await Promise.all(placed.filter((id) => !claimed.has(id)).map((id) => machines.drop(id)));
  return new WarmPool(machines, { ...options, claimed });
}

class WarmPool implements Machines {
  readonly #machines: Machines;
  readonly #options: WarmPoolOptions;
  readonly #claimed: Set<string>;
  readonly #waiting = new Map<string, MachineSpec>();
  readonly #listeners = new Set<MachineEndListener>();
  /** The one that is being warmed up. */
  #warming: string | undefined;
  #refilling: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(machines: Machines, options: WarmPoolOptions & { claimed: Set<string> }) {
    this.#machines = machines;
    this.#options = options;
    this.#claimed = options.claimed;
    machines.onEnded((...end) => this.#afterEnd(...end));
    this.#refill();
  }

  async place(spec: MachineSpec): Promise<string> {
    const id = this.#takeWaiting(spec) ?? (await this.#makingRoom(() => this.#machines.place(spec)));
    try {
      writeFileSync(this.#claimFile(id), "");
    } catch (cause) {
      await this.#machines.drop(id);
      throw new PlaceError("no-disk", "Cannot note that a machine is given out", { cause });
    }
    this.#claimed.add(id);
    this.#refillAfter(refillAfterMs);
    return id;
  }

  async attach(id: string): Promise<Duplex> {
    if (!this.#claimed.has(id)) throw new Error(`The machine ${id} is gone`);
    return await this.#machines.attach(id);
  }

  async freeze(id: string): Promise<void> {
    if (this.#claimed.has(id)) await this.#machines.freeze(id);
  }

  async drop(id: string): Promise<void> {
    if (this.#claimed.has(id)) await this.#machines.drop(id);
  }

  async list(): Promise<PlacedMachine[]> {
    return (await this.#machines.list()).filter(({ id }) => this.#claimed.has(id));
  }

  onEnded(listener: MachineEndListener): void {
    this.#listeners.add(listener);
  }

  consoleCommand(spec: MachineSpec): ReturnType<Machines["consoleCommand"]> {
    return this.#makingRoom(() => this.#machines.consoleCommand(spec));
  }

  async close(options = { drop: false }): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    if (this.#warming !== undefined) await this.#machines.drop(this.#warming);
    await this.#refilling;
    const waiting = [...this.#waiting.keys()];
    this.#waiting.clear();
    await Promise.all(waiting.map((id) => this.#machines.drop(id)));
    await this.#machines.close(options);
  }

  #takeWaiting(spec: MachineSpec): string | undefined {
    const id = [...this.#waiting].find(([, waiting]) => isSameSpec(waiting, spec))?.[0];
    if (id !== undefined) this.#waiting.delete(id);
    return id;
  }

  /** Who waits for nobody gives way to somebody. */
  async #makingRoom<T>(task: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await task();
      } catch (error) {
        const [id = this.#warming] = this.#waiting.keys();
        if (!isNoRoom(error) || id === undefined) throw error;
        if (!this.#waiting.delete(id)) this.#warming = undefined;
        await this.#machines.drop(id);
      }
    }
  }

  #refillAfter(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#refill();
    }, ms).unref();
  }

  #refill(): void {
    if (this.#isClosed || this.#refilling) return;
    this.#refilling = this.#fill()
      .catch((error) => {
        if (this.#isClosed) return;
        if (!isNoRoom(error)) this.#options.onRefillFailed?.(error);
        this.#refillAfter(retryMs);
      })
      .finally(() => {
        this.#refilling = undefined;
        // A machine may have been given out after the last look.
        if (this.#timer === undefined && this.#wanted()) this.#refill();
      });
  }

  /** One at a time: somebody who waits for a machine now should not share the processors with many. */
  async #fill(): Promise<void> {
    for (let spec = this.#wanted(); spec && !this.#isClosed; spec = this.#wanted()) {
      const id = await this.#machines.place(spec);
      this.#warming = id;
      try {
        if (!this.#isClosed) await this.#options.warmUp?.(this.#machines, id);
        await this.#machines.freeze(id);
        if (this.#warming === id) this.#waiting.set(id, spec);
      } catch (error) {
        await this.#machines.drop(id);
        // One that has given way failed nobody.
        if (this.#warming === id) throw error;
      } finally {
        this.#warming = undefined;
      }
    }
  }

  #wanted(): MachineSpec | undefined {
    const waiting = [...this.#waiting.values()];
    return this.#options.sizes.find(
      ({ spec, count }) => waiting.filter((other) => isSameSpec(other, spec)).length < count,
    )?.spec;
  }

  #afterEnd(...[id, reason, code]: Parameters<MachineEndListener>): void {
    // One that ends while it waits is replaced, but not at once: it might end again and again.
    if (this.#waiting.delete(id) && !this.#isClosed) this.#refillAfter(retryMs);
    if (!this.#claimed.delete(id)) return;
    rmSync(this.#claimFile(id), { force: true });
    for (const listener of this.#listeners) listener(id, reason, code);
  }

  #claimFile(id: string): string {
    return join(this.#options.folder, id);
  }
}

const isNoRoom = (error: unknown) => error instanceof PlaceError && error.code === "no-room";

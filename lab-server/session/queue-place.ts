import type { MachineSpec } from "../../labs/machine.ts";
import type { Operations } from "./operations.ts";
import type { Hindrance, QueueMember, SessionContext } from "./session-context.ts";

/** Which machine is wanted. */
export interface MachineWish {
  spec: MachineSpec;
  /** The exercises to set up on it. */
  exercises: string[];
  /** When somebody clicked, by performance.now. */
  clickedMs: number;
}

export interface QueuePlaceOptions {
  context: Pick<SessionContext, "place" | "leaveQueue" | "onFreed"> & {
    machines: Pick<SessionContext["machines"], "drop">;
    measures: Pick<SessionContext["measures"], "placed">;
  };
  operations: Operations;
  /** Its position, or why it waits, has changed while it waits. */
  onMoved: () => void;
  /**
   * The wait is over, called in the session's turn: there is a machine. It may be of the kind that was wished
   * for before the wish changed.
   */
  onServed: (machine: { id: string; spec: MachineSpec }, wish: MachineWish) => Promise<void>;
  /** The wait is over, called in the session's turn: placing failed, and not for want of room. */
  onRefused: (error: unknown) => void;
}

/** How a session comes to a machine: at once, or through the queue. */
export class QueuePlace implements QueueMember {
  readonly #options: QueuePlaceOptions;
  /** While it waits: what for. */
  #wish: MachineWish | undefined;
  #position = 0;
  #hindrance: Hindrance = "no-room";

  constructor(options: QueuePlaceOptions) {
    this.#options = options;
  }

  get isWaiting(): boolean {
    return this.#wish !== undefined;
  }

  /** Its position, counted from 1, while it waits. */
  get position(): number {
    return this.#position;
  }

  /** Why it waits. */
  get hindrance(): Hindrance {
    return this.#hindrance;
  }

  get wantedSpec(): MachineSpec | undefined {
    return this.#wish?.spec;
  }

  /** A machine's id at once, or undefined: then it waits. Throws where `onRefused` would be called. */
  async seek(wish: MachineWish, replaces: string | undefined): Promise<string | undefined> {
    const { context } = this.#options;
    const startMs = performance.now();
    const machineId = await context.place(this, { spec: wish.spec, replaces });
    if (machineId === undefined) this.#wish = wish;
    else context.measures.placed((performance.now() - startMs) / 1000);
    return machineId;
  }

  /** Waits for something else, at the same position. */
  change(wish: MachineWish): void {
    this.#wish = wish;
  }

  /** Waits no longer. */
  leave(): void {
    this.#wish = undefined;
    this.#options.context.leaveQueue(this);
  }

  moved(position: number): void {
    this.#position = position;
    if (this.#wish) this.#options.onMoved();
  }

  hindered(hindrance: Hindrance): void {
    this.#hindrance = hindrance;
    if (this.#wish) this.#options.onMoved();
  }

  served(machine: { id: string; spec: MachineSpec }): void {
    const { context, operations, onServed } = this.#options;
    void operations.inTurn(async () => {
      const wish = this.#wish;
      this.#wish = undefined;
      if (wish) await onServed(machine, wish);
      else {
        // It left when the machine was on its way already.
        await context.machines.drop(machine.id);
        context.onFreed();
      }
    });
  }

  refused(error: unknown): void {
    void this.#options.operations.inTurn(async () => {
      const isWaiting = this.isWaiting;
      this.#wish = undefined;
      if (isWaiting) this.#options.onRefused(error);
    });
  }
}

import type { Exercise } from "../../labs/exercise.ts";
import type { MachineSpec } from "../../labs/machine.ts";
import type { Store } from "../store/store.ts";
import type { Machines } from "../vm/machines.ts";
import type { BootConsoles } from "./boot-consoles.ts";
import type { Log } from "./log.ts";
import type { Measures } from "./measures.ts";

export interface PlaceRequest {
  spec: MachineSpec;
  /** A machine that is ended for it. Its room goes to the new one, not to whoever waits. */
  replaces: string | undefined;
}

/** Why those in the queue wait: every machine is in use, or the disk is full. */
export type Hindrance = "no-room" | "no-disk";

/** Who waits for a machine. */
export interface QueueMember {
  /** The machine that it waits for; undefined when it waits no longer. */
  readonly wantedSpec: MachineSpec | undefined;
  /** Its position is another, counted from 1. */
  moved(position: number): void;
  /** Why it waits, told before it joins and whenever that changes. */
  hindered(hindrance: Hindrance): void;
  /** There is a machine for it now, which is its own to use or to drop. */
  served(machine: { id: string; spec: MachineSpec }): void;
  /** It will not be served: placing failed for another reason than want of room. */
  refused(error: unknown): void;
}

/** What all sessions share. */
export interface SessionContext {
  machines: Machines;
  store: Store;
  consoles: BootConsoles;
  findExercise: (id: string) => Exercise | undefined;
  accelerator: "kvm" | "emulation";
  idleMinutes: number;
  freezeMs: number;
  queueMs: number;
  maxPages: number;
  measures: Measures;
  log: Log;
  /** Gets a machine at once, or undefined: the member waits in the queue now and will be served. */
  place: (member: QueueMember, request: PlaceRequest) => Promise<string | undefined>;
  leaveQueue: (member: QueueMember) => void;
  /** A machine has gone, so there may be room. */
  onFreed: () => void;
  /** Nothing needs this object any more: no page, no machine, no place in the queue. */
  onUnused: (session: { readonly id: string }) => void;
}

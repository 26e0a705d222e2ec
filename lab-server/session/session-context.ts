import type { Exercise } from "../../labs/exercise.ts";
import type { MachineSpec } from "../../labs/machine.ts";
import type { Store } from "../store/store.ts";
import type { Machines } from "../vm/machines.ts";
import type { BootConsoles } from "./boot-consoles.ts";
import type { Log } from "./log.ts";
import type { Measures } from "./measures.ts";
import type { Session } from "./session.ts";

export interface PlaceRequest {
  spec: MachineSpec;
  /** A machine of the session that is ended for it. Its room goes to the new one, not to whoever waits. */
  replaces: string | undefined;
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
  /** Gets a machine at once, or undefined: the session waits in the queue now and will be offered one. */
  place: (session: Session, request: PlaceRequest) => Promise<string | undefined>;
  leaveQueue: (session: Session) => void;
  /** A machine has gone, so there may be room. */
  onFreed: () => void;
  /** Nothing needs this object any more: no page, no machine, no place in the queue. */
  onUnused: (session: Session) => void;
}

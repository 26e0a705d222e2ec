import type { Duplex } from "node:stream";
import type { MachineSpec } from "../../labs/machine.ts";

/** A machine that is running or frozen, as found by {@link Machines.list}. */
export interface PlacedMachine {
  id: string;
  spec: MachineSpec;
  /** Milliseconds since the epoch. */
  placedAt: number;
}

/** The ways in which placing fails. `no-room` and `no-disk` may pass: queue and try again. */
export type PlaceErrorCode = "no-room" | "no-disk" | "no-template" | "failed";

export class PlaceError extends Error {
  readonly code: PlaceErrorCode;

  constructor(code: PlaceErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** `reason` is for the log. */
export type MachineEndListener = (id: string, reason: string, code: MachineEndCode) => void;

/** Why a machine ended: `disk-full` when it was ended because it filled the host's disk, otherwise `ended`. */
export type MachineEndCode = "ended" | "disk-full";

/**
 * Where machines come from. Nothing above this interface knows QEMU: today one implementation clones
 * a local template; a cluster engine can stand here later. Machines outlive the process that placed them.
 */
export interface Machines {
  /** Clones a machine. Resolves with its id when it runs and its agent's stream can be attached. Throws {@link PlaceError}. */
  place(spec: MachineSpec): Promise<string>;
  /**
   * Thaws the machine if it is frozen and opens the byte stream to its agent. One stream at a time: a
   * new one replaces the old. It ends when the agent does, as far as that can be noticed; the next stream
   * leads to the next agent. Throws when the machine is gone.
   */
  attach(id: string): Promise<Duplex>;
  /** Stops its processors, keeps its memory. Idempotent. */
  freeze(id: string): Promise<void>;
  /** Ends it and removes every trace. Idempotent; a machine that is gone is dropped already. */
  drop(id: string): Promise<void>;
  /** The machines that are alive, also those placed by an earlier server. */
  list(): Promise<PlacedMachine[]>;
  /** Calls back once when a machine ends by itself or by drop. Its traces are removed already. */
  onEnded(listener: MachineEndListener): void;
  /** Cold-boots the same image with its console on standard input and output: what to spawn on a PTY. */
  consoleCommand(
    spec: MachineSpec,
  ): Promise<{ argv: string[]; uid?: number; gid?: number; cwd: string; release: () => Promise<void> }>;
  /** Lets go of everything. With `drop` every machine is ended, also one that is on its way; otherwise they run on. */
  close(options?: { drop: boolean }): Promise<void>;
}

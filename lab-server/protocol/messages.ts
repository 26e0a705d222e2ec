import type { Text } from "../../labs/text.ts";
import type { Verdict } from "../../labs/verdict.ts";

/** Offered as a WebSocket subprotocol, beside `token.<session token>`. A server that speaks another version refuses the upgrade. */
export const subprotocol = "cloison.v1";

/** The most that one message may hold, in bytes; longer ones end the connection with 1009. Only a repaint may be longer. */
export const maxMessageBytes = 64 * 1024;

/** The most that one repaint may hold, in bytes. */
export const maxRepaintBytes = 1024 * 1024;

/** Output of a terminal that a connection may leave unacknowledged before it is paused, in bytes. */
export const pauseAboveBytes = 512 * 1024;

/** Unacknowledged output below which a paused connection goes on, in bytes. */
export const resumeBelowBytes = 128 * 1024;

/** The number of the terminal that shows a boot console. Shells have 1 to 255. */
export const consoleTerminal = 0;

/** Shells that one session may have open. */
export const maxTerminals = 6;

/**
 * Browser to server, as JSON text. Terminal input travels as binary messages:
 * one byte with the terminal's number, then the bytes typed.
 */
export type ClientMessage =
  /** Gives the session a machine for an exercise (null: the plain machine), or arms the exercise on the machine it has if that fits. */
  | { type: "start"; exercise: string | null }
  /** Opens a terminal. May follow `start` at once: it is then served as soon as the machine is there. */
  | { type: "open"; columns: number; rows: number }
  | { type: "close"; terminal: number }
  | { type: "resize"; terminal: number; columns: number; rows: number }
  /** Output bytes of a terminal that are drawn. The server pauses above 512 KiB unacknowledged, goes on below 128 KiB. */
  | { type: "ack"; terminal: number; bytes: number }
  | { type: "check"; exercise: string }
  /** Shows the next hint. */
  | { type: "hint"; exercise: string }
  /** A fresh machine, the same exercises with the same parameters, solved marks of the armed ones cleared. */
  | { type: "reset" }
  | { type: "stop" }
  /** Boots a demonstration machine in the open and shows its console as a terminal. */
  | { type: "console"; columns: number; rows: number };

/** Where the session's machine stands. */
export type MachineState =
  | { status: "none"; reason?: Text }
  /** `position` counts from 1. `disk`: the server's disk is too full for another machine. */
  | { status: "queued"; position: number; waitsFor: "machine" | "disk" }
  | { status: "starting" }
  | { status: "running"; hostname: string; profile: string; expiresAt: number };

/** One check of an exercise, as last seen. `pending`: not run yet. */
export interface CheckState {
  id: string;
  title: Text;
  verdict: Verdict | { status: "pending" };
}

/** An exercise in this session. */
export interface ExerciseState {
  id: string;
  /** The task with the values drawn for this attempt, inline Markdown. */
  task: Text;
  checks: CheckState[];
  solved: boolean;
  hints: Text[];
  hintsLeft: number;
}

/** Server to browser, as JSON text. Terminal output travels as binary messages of the same shape as input. */
export type ServerMessage =
  /** First message. Times in milliseconds since the epoch. */
  | {
      type: "hello";
      version: 1;
      idleMinutes: number;
      accelerator: "kvm" | "emulation";
      machine: MachineState;
      exercises: ExerciseState[];
    }
  | { type: "machine"; machine: MachineState }
  /** A terminal is there. `repaint`: the next binary message restores its screen. */
  | { type: "opened"; terminal: number; kind: "shell" | "console"; repaint: boolean }
  | { type: "closed"; terminal: number; exitCode: number | null }
  | { type: "exercise"; exercise: ExerciseState }
  /** The machine will be removed unless something is typed. */
  | { type: "expiring"; expiresAt: number }
  | { type: "error"; code: ErrorCode; message: Text };

/** Stable names of everything that can go wrong; see PROTOCOL.md. */
export type ErrorCode =
  | "malformed-message"
  | "unknown-exercise"
  | "unknown-terminal"
  | "input-overflow"
  | "too-many-terminals"
  | "no-machine"
  | "machine-lost"
  | "disk-full"
  | "console-busy"
  | "broken";

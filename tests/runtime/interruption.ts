/** What happens to the interrupted runtime, and before which of its system calls; JSON in its environment. */
export interface Interruption {
  /** The command, or the processes that it makes: each counts its own calls. */
  by: "runtime" | "child";
  /** From 1 on. */
  call: number;
  /**
   * It ends there and then, as by SIGKILL, which the first process of a PID namespace cannot send itself; or two names
   * of a folder are exchanged (renameat2(2)).
   */
  deed: "end" | { folder: string; names: [string, string] };
}

export const interruptionVariable = "CLOISON_TEST_INTERRUPTION";

/** The exit status of what was ended: as a shell tells of SIGKILL. */
export const interruptedStatus = 137;

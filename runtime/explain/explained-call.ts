/** Who makes a system call: the command, the process that becomes the container's, or the one between them. */
export type Caller = "runtime" | "forerunner" | "init";

/** One system call of a container's creation or start, as `explain --json` prints it. */
export interface ExplainedCall {
  stage: "create" | "start";
  by: Caller;
  call: string;
  /** As a person reads it. */
  text: string;
  /** The part of config.json that causes it, as a JSON pointer; missing where the runtime acts on its own account. */
  cause?: string;
  /** The line of config.json on which that part begins; missing where config.json leaves it to the default. */
  line?: number;
}

/** A call as it is recorded, with what it means for the order: init and the runtime wait for each other. */
export interface RecordedCall extends Omit<ExplainedCall, "line"> {
  /** It wakes the other side, or waits for the other side to wake it. */
  handshake?: "wakes" | "waits";
}

/** A failure with an exit status of its own; any other error ends the program with 1. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly exitStatus: number;

  constructor(message: string, options: { exitStatus: number; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.exitStatus = options.exitStatus;
  }
}

/** A command line that its grammar refuses. The command's help is printed with it. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Thrown where a command line asks for help instead of the command. */
export class HelpRequest extends Error {
  override readonly name = "HelpRequest";
}

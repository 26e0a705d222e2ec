import type { Command } from "../cli/command.ts";
import { CommandError } from "../cli/command-error.ts";
import { findHelp } from "../cli/help/find-help.ts";
import { writeOutput } from "../cli/write-output.ts";

/** `help COMMAND`, or `help` for the overview. Also what answers a command that does not exist. */
export const help: Command = ([name = "cloison"]) => {
  const page = findHelp(name);
  if (page === undefined) throw new CommandError(`No help topic for '${name}'`, { exitStatus: 3 });
  writeOutput(page);
  return 0;
};

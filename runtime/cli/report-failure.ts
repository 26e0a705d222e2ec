import { CommandError } from "./command-error.ts";
import { describeError } from "./describe-error.ts";
import { explainErrorNames } from "./explain-error-names.ts";
import { HelpRequest } from "./help-request.ts";
import { log } from "./log.ts";
import { UsageError } from "./usage-error.ts";
import { writeOutput } from "./write-output.ts";

/** Tells what a command threw, on standard error and in the log, and answers with the exit status. */
export async function reportFailure(thrown: unknown, commandName: string | undefined): Promise<number> {
  try {
    if (thrown instanceof HelpRequest) {
      writeOutput(await helpPage(commandName));
      return 0;
    }
    if (thrown instanceof UsageError)
      writeOutput(`Incorrect Usage: ${thrown.message}\n\n${await helpPage(commandName)}`);
    log.error(explainErrorNames(describeError(thrown)));
    if (thrown instanceof Error) log.debug(() => `thrown at\n${thrown.stack}`);
    return thrown instanceof CommandError ? thrown.exitStatus : 1;
  } catch (error) {
    log.error(explainErrorNames(describeError(error)));
    return 1;
  }
}

async function helpPage(commandName: string | undefined): Promise<string> {
  const { findHelp } = await import("./help/find-help.ts");
  return findHelp(commandName ?? "cloison") ?? "";
}

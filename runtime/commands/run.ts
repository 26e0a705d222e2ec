import { containerCommand } from "../cli/command.ts";
import { log } from "../cli/log.ts";
import { runSyntax } from "../cli/syntax/run.ts";
import { runContainer } from "../run/run-container.ts";
import { creationOptions } from "./creation-options.ts";

export const run = containerCommand(runSyntax, (id, invocation) => {
  const { options } = invocation;
  return runContainer({
    ...creationOptions(id, invocation),
    isDetached: options.detach ?? false,
    keeps: options.keep ?? false,
    adoptsOrphans: !options["no-subreaper"],
    warn: log.warning,
  });
});

import { containerCommand } from "../cli/command.ts";
import { log } from "../cli/log.ts";
import { runSyntax } from "../cli/syntax/run.ts";
import { readConfig } from "../create/read-config.ts";
import { runContainer } from "../run/run-container.ts";
import { creationOptions } from "./creation-options.ts";
import { loadParts } from "./load-parts.ts";

export const run = containerCommand(runSyntax, async (id, invocation) => {
  const { options } = invocation;
  const creation = creationOptions(id, invocation);
  if (options.trace) (await import("../explain/start-trace.ts")).startTrace(creation.bundle);
  const configText = readConfig(creation.bundle);
  await loadParts(configText, creation);
  return runContainer({
    ...creation,
    configText,
    isDetached: options.detach ?? false,
    keeps: options.keep ?? false,
    adoptsOrphans: !options["no-subreaper"],
    warn: log.warning,
  });
});

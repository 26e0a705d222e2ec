import { containerCommand } from "../cli/command.ts";
import { createSyntax } from "../cli/syntax/create.ts";
import { createContainer } from "../create/create-container.ts";
import { readConfig } from "../create/read-config.ts";
import { creationOptions } from "./creation-options.ts";
import { loadParts } from "./load-parts.ts";

export const create = containerCommand(createSyntax, async (id, invocation) => {
  const options = creationOptions(id, invocation);
  if (invocation.options.trace) (await import("../explain/start-trace.ts")).startTrace(options.bundle);
  const configText = readConfig(options.bundle);
  await loadParts(configText, options);
  createContainer({ ...options, configText });
  return 0;
});

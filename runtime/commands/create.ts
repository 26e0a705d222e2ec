import { loadSystemd } from "../cgroup/loaded-systemd.ts";
import { containerCommand } from "../cli/command.ts";
import { createSyntax } from "../cli/syntax/create.ts";
import { createContainer } from "../create/create-container.ts";
import { creationOptions } from "./creation-options.ts";

export const create = containerCommand(createSyntax, async (id, invocation) => {
  const options = creationOptions(id, invocation);
  if (invocation.options.trace) (await import("../explain/start-trace.ts")).startTrace(options.bundle);
  if (options.usesSystemd) await loadSystemd();
  createContainer(options);
  return 0;
});

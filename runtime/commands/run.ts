import { loadSystemd } from "../cgroup/loaded-systemd.ts";
import { containerCommand } from "../cli/command.ts";
import { log } from "../cli/log.ts";
import { runSyntax } from "../cli/syntax/run.ts";
import { runContainer } from "../run/run-container.ts";
import { creationOptions } from "./creation-options.ts";

export const run = containerCommand(runSyntax, async (id, invocation) => {
  const { options } = invocation;
  const creation = creationOptions(id, invocation);
  if (options.trace) (await import("../explain/start-trace.ts")).startTrace(creation.bundle);
  if (creation.usesSystemd) await loadSystemd();
  return runContainer({
    ...creation,
    isDetached: options.detach ?? false,
    keeps: options.keep ?? false,
    adoptsOrphans: !options["no-subreaper"],
    warn: log.warning,
  });
});

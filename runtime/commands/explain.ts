import { currentDirectoryPath } from "../../sys/credentials.ts";
import { imaginedSystemd } from "../cgroup/imagined-systemd.ts";
import { replaceSystemd } from "../cgroup/loaded-systemd.ts";
import { absolutePath } from "../cli/absolute-path.ts";
import { command } from "../cli/command.ts";
import { explainSyntax } from "../cli/syntax/explain.ts";
import { writeOutput } from "../cli/write-output.ts";
import { readConfig } from "../create/read-config.ts";
import { explainContainer } from "../explain/explain-container.ts";
import { printExplanation } from "../explain/print-explanation.ts";
import { loadParts } from "./load-parts.ts";

export const explain = command(explainSyntax, async ({ operands, options, globals }) => {
  if (globals.usesSystemd) replaceSystemd(imaginedSystemd);
  const bundle = absolutePath(operands[0] ?? "", currentDirectoryPath());
  await loadParts(readConfig(bundle), {});
  const calls = explainContainer({
    id: "explained",
    bundle,
    stateRoot: globals.isStateRootGiven ? globals.stateRoot() : "/run/cloison",
    // In case that it wants one: nothing is sent in the imagination.
    console: { socket: 2 },
    usesSystemd: globals.usesSystemd,
    isRootless: globals.isRootless,
  });
  writeOutput(options.json ? `${JSON.stringify(calls, null, 2)}\n` : printExplanation(calls));
});

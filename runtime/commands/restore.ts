import { currentDirectoryPath, userId } from "../../sys/credentials.ts";
import { loadSystemd } from "../cgroup/loaded-systemd.ts";
import { absolutePath } from "../cli/absolute-path.ts";
import { containerCommand } from "../cli/command.ts";
import { log } from "../cli/log.ts";
import { restoreSyntax } from "../cli/syntax/restore.ts";
import { readConfig } from "../create/read-config.ts";
import { runRestored } from "../criu/run-restored.ts";
import { criuOptions } from "./criu-options.ts";

export const restore = containerCommand(restoreSyntax, async (id, { options, globals }) => {
  if (userId() !== 0) log.warning("restore without the rights of root is up to criu, and not tested");
  if (globals.usesSystemd) await loadSystemd();
  const here = currentDirectoryPath();
  const console = options["console-socket"];
  const pidFile = options["pid-file"];
  const bundle = absolutePath(options.bundle ?? "", here);
  return runRestored(
    {
      id,
      bundle,
      configText: readConfig(bundle),
      stateRoot: globals.stateRoot(),
      console: console ? { path: console } : undefined,
      pidFile: pidFile ? absolutePath(pidFile, here) : undefined,
      usesSystemd: globals.usesSystemd,
      isRootless: globals.isRootless,
      isDetached: options.detach ?? false,
      adoptsOrphans: !options["no-subreaper"],
      warn: log.warning,
    },
    {
      ...criuOptions(options, here),
      lsmProfile: options["lsm-profile"] || undefined,
      lsmMountContext: options["lsm-mount-context"] || undefined,
    },
  );
});

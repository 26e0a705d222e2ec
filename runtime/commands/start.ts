import { readTextIfThere } from "../../sys/text-files.ts";
import { loadSystemd } from "../cgroup/loaded-systemd.ts";
import { containerCommand } from "../cli/command.ts";
import { startSyntax } from "../cli/syntax/start.ts";
import { startContainer } from "../start/start-container.ts";
import { containerPaths, readRecord } from "../state/container-folder.ts";

export const start = containerCommand(startSyntax, async (id, { globals }) => {
  const root = globals.stateRoot();
  const hasHooks = readTextIfThere(containerPaths(root, id).config)?.includes('"poststart"');
  const hooks = hasHooks ? (await import("../hooks/late-hooks.ts")).lateHooks : undefined;
  // If they fail the container is destroyed.
  if (hasHooks && readRecord(root, id)?.cgroup?.unit) await loadSystemd();
  startContainer(id, root, hooks);
  return 0;
});

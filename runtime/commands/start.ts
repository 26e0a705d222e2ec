import { fileStatus } from "../../sys/file-status.ts";
import { readTextIfThere } from "../../sys/text-files.ts";
import { loadSystemd } from "../cgroup/loaded-systemd.ts";
import { containerCommand } from "../cli/command.ts";
import { environmentVariable } from "../cli/environment-variable.ts";
import { startSyntax } from "../cli/syntax/start.ts";
import { openRelay } from "../notify/open-relay.ts";
import { startContainer } from "../start/start-container.ts";
import { containerPaths, readRecord } from "../state/container-folder.ts";

export const start = containerCommand(startSyntax, async (id, { globals }) => {
  const root = globals.stateRoot();
  const hasHooks = readTextIfThere(containerPaths(root, id).config)?.includes('"poststart"');
  const hooks = hasHooks ? (await import("../hooks/late-hooks.ts")).lateHooks : undefined;
  // If they fail the container is destroyed.
  if (hasHooks && readRecord(root, id)?.cgroup?.unit) await loadSystemd();
  const wantsToKnow = fileStatus(containerPaths(root, id).notifyFolder) !== undefined;
  const relay = wantsToKnow ? await openRelay({ root, id }, environmentVariable("NOTIFY_SOCKET")) : undefined;
  startContainer(id, root, hooks);
  relay?.awaitReady(readRecord(root, id)?.pid ?? 0);
  return 0;
});

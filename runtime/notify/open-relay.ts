import { containerPaths } from "../state/container-folder.ts";
import type { NotifyRelay } from "./notify-relay.ts";

/** Begins to listen for a container that was created with a service manager's socket. undefined: nobody wants to know. */
export async function openRelay(
  { root, id }: { root: string; id: string },
  host: string | undefined,
): Promise<NotifyRelay | undefined> {
  if (!host) return undefined;
  const { NotifyRelay } = await import("./notify-relay.ts");
  return new NotifyRelay(containerPaths(root, id).notifyFolder, host);
}

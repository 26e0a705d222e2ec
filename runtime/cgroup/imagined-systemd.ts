import { makeGroupFolder } from "./make-group-folder.ts";
import type { SystemdDriver } from "./systemd-driver.ts";

/**
 * A systemd that agrees to everything, for `explain`: nobody may be asked then, and what systemd does about a unit are
 * system calls of its own.
 */
export const imaginedSystemd: SystemdDriver = {
  start: (_, { folder }) => void makeGroupFolder(folder),
  update: () => {},
  stop: () => {},
  rounded: (resources) => resources,
  userManagerGroup: () => "/user.slice",
};

import { currentDirectoryPath } from "../../sys/credentials.ts";

/** A directory outside of the root can be entered through a descriptor that was left open (CVE-2024-21626). */
export function checkDirectory(path: string): void {
  if (!currentDirectoryPath().startsWith("/"))
    throw new Error(`Cannot enter process.cwd ${path}: it leads out of the container's root`);
}

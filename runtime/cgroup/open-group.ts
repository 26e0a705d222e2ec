import { OpenFlag, open } from "../../sys/files.ts";
import { readText } from "../../sys/text-files.ts";
import { cleanPath, ownGroup } from "./group-path.ts";

/** Enough to be born in (CLONE_INTO_CGROUP). */
const flags = OpenFlag.path | OpenFlag.directory;

/** A descriptor of a group, or of one below it, to be born in. A path with .. is refused. */
export function openGroup(folder: string, below = ""): number {
  if (below.split("/").includes(".."))
    throw new Error(`Cannot enter the cgroup ${below}: \`..\` components are not allowed`);
  const path = folder + cleanPath(below);
  try {
    return open(path, flags);
  } catch (error) {
    throw new Error(`Cannot enter the cgroup ${path}: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * The same of the group that a process is in now. `exec` enters that of init, which may have divided the container's
 * group, so that it takes no processes in any more, or may have left it.
 */
export function openGroupOf(pid: number, mount: string): number {
  const group = ownGroup(readText(`/proc/${pid}/cgroup`));
  if (group.startsWith("/.."))
    throw new Error(
      `Cannot enter the cgroup ${group} of process ${pid}: it is outside of our cgroup namespace`,
    );
  return open(mount + group, flags);
}

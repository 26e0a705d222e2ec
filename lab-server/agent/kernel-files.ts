import { Errno } from "../../sys/errno.ts";
import { mode, OpenFlag, open } from "../../sys/files.ts";
import { tryOpenOnMount } from "../../sys/open-on-mount.ts";
import { SystemError } from "../../sys/system-error.ts";

const holdOpen = (path: string) => open(path, OpenFlag.path | OpenFlag.directory);

/*
 * Where the kernel shows processes and cgroups, held since the agent began. What a student mounts over them
 * later, or over a part of them, is not looked into: a file system that never answers would hold up the agent.
 */

/** /proc, to open what is below it with {@link tryOpenOnMount}. */
export const processRoot = holdOpen("/proc");

/** Where the cgroup tree is mounted; the older tmpfs around it has no file of cgroups (cgroups(7)). */
export const cgroupMountPoint = isThere("/sys/fs/cgroup/cgroup.procs")
  ? "/sys/fs/cgroup"
  : "/sys/fs/cgroup/unified";

const places = [
  { path: "/proc", root: processRoot },
  { path: cgroupMountPoint, root: holdOpen(cgroupMountPoint) },
];

/**
 * Opens a file or directory in which the kernel shows processes, settings and cgroups; that never blocks.
 * undefined: it is none of those. Throws {@link SystemError}.
 */
export function openKernelFile(path: string, flags: number): number | undefined {
  const place = places.find((place) => path === place.path || path.startsWith(`${place.path}/`));
  if (!place) return undefined;
  const result = tryOpenOnMount(place.root, `.${path.slice(place.path.length)}`, flags);
  if (result === -Errno.EXDEV || result === -Errno.ELOOP) return undefined;
  if (result < 0) throw new SystemError("openat2", -result);
  return result;
}

function isThere(path: string): boolean {
  try {
    mode(path);
    return true;
  } catch {
    return false;
  }
}

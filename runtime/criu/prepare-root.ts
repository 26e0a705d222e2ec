import { close, OpenFlag, open } from "../../sys/files.ts";
import { attachTree, MountFlag, mount, unmountDetached } from "../../sys/mounts.ts";
import type { Mount } from "../config/config.ts";
import { isFolder, makeFileInRoot, makeFolderInRoot } from "../rootfs/in-root.ts";
import { readMountOptions } from "../rootfs/mount-options.ts";
import { openSource } from "../rootfs/open-source.ts";
import { isBindMount, isKeptFileSystem, liesBelow } from "./external-mounts.ts";

/**
 * Makes of a root file system what criu wants to restore on: a mount of its own, in which each of the container's mounts
 * finds its place. Called in a mount namespace that others do not see, so that nothing has to be taken away.
 */
export function prepareRoot(
  rootfs: string,
  { mounts, bundle }: { mounts: readonly Mount[]; bundle: string },
): void {
  // Twice: places below bind mounts can be made only where these are mounted, and criu mounts them anew.
  mount(rootfs, rootfs, { flags: MountFlag.bind | MountFlag.recursive });
  const root = open(rootfs, OpenFlag.path | OpenFlag.directory);
  for (const entry of mounts) makePlace(root, entry, { mounts, bundle });
  close(root);
  unmountDetached(rootfs);
  mount(rootfs, rootfs, { flags: MountFlag.bind | MountFlag.recursive });
}

function makePlace(
  root: number,
  entry: Mount,
  { mounts, bundle }: { mounts: readonly Mount[]; bundle: string },
): void {
  const { destination, type } = entry;
  // In /sys these appear by themselves; what a tmpfs held is in the image.
  if (type === "cgroup" || type === "cgroup2") return;
  if (mounts.some((other) => isKeptFileSystem(other) && liesBelow(destination, other))) return;
  if (!isBindMount(entry)) {
    close(makeFolderInRoot(root, destination));
    return;
  }
  const tree = openSource(entry, { options: readMountOptions(entry.options ?? []), bundle });
  const place = isFolder(tree) ? makeFolderInRoot(root, destination) : makeFileInRoot(root, destination);
  attachTree(tree, place);
  close(place);
  close(tree);
}

import * as original from "../../../runtime/rootfs/hide-paths.ts";
import { findInRoot } from "../../../runtime/rootfs/in-root.ts";
import { attachTree, copyTree } from "../../../sys/mounts.ts";
import { openInRoot } from "../../../sys/open-in-root.ts";

export const { lockPaths } = original;

/** Covers files with what is at the container's own /dev/null, as runtimes did before CVE-2025-31133. */
export function maskPaths(paths: readonly string[], { root, held }: original.Lookup): void {
  for (const path of paths) {
    const { start, rest } = held.locate(path, root);
    const target = findInRoot(start, rest);
    if (target !== undefined) attachTree(copyTree("", { at: openInRoot(root, "/dev/null") }), target);
  }
}

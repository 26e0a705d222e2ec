import * as original from "../../../runtime/init/console.ts";
import { makeFileInRoot } from "../../../runtime/rootfs/in-root.ts";
import { attachTree, copyTree } from "../../../sys/mounts.ts";
import { openInRoot } from "../../../sys/open-in-root.ts";

export const { useConsole } = original;

/** Mounts what bears the terminal's name over /dev/console, as runtimes did before CVE-2025-52565. */
export function openConsole(root: number, options: original.ConsoleOptions): number {
  const terminal = original.openConsole(root, { ...options, isMounted: false });
  if (options.isMounted) {
    const tree = copyTree("", { at: openInRoot(root, "/dev/pts/0") });
    attachTree(tree, makeFileInRoot(root, "/dev/console"));
  }
  return terminal;
}

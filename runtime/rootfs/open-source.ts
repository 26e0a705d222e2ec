import { close } from "../../sys/files.ts";
import { changeMount, copyTree, MountAttribute } from "../../sys/mounts.ts";
import type { Mount } from "../config/config.ts";
import type { MountOptionSet } from "./mount-options.ts";

export interface SourceOptions {
  options: MountOptionSet;
  bundle: string;
  /** Opens the user namespace whose mapping the mount gets; needed for id-mapped mounts alone. */
  openUserNamespace?: () => number;
}

/** The source of a bind mount as a tree that is attached nowhere yet; relative paths begin at the bundle. */
export function openSource(entry: Mount, { options, bundle, openUserNamespace }: SourceOptions): number {
  const source = entry.source ?? "";
  if (source === "") throw new Error("source is missing; a bind mount needs one");
  const path = source.startsWith("/") ? source : `${bundle}/${source}`;
  const tree = copyTree(path, { recursive: options.isRecursive });
  if (!openUserNamespace) return tree;
  const userNamespace = openUserNamespace();
  try {
    changeMount(tree, {
      set: MountAttribute.idMap,
      userNamespace,
      recursive: options.idMap === "tree",
    });
    return tree;
  } catch (error) {
    close(tree);
    throw error;
  } finally {
    close(userNamespace);
  }
}

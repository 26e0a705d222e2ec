import { SystemError } from "../../sys/system-error.ts";
import { readTextIfThere, writeKernelFile } from "../../sys/text-files.ts";

/**
 * Lets a group have every controller that its hierarchy has: each group on the way must hand them on, in
 * cgroup.subtree_control. Those that cannot be handed on stay missing, because processes are in a group on the way or
 * we may not write there; whoever sets a limit of theirs is told then. Result: whether all are there.
 */
export function enableControllers(mount: string, folder: string): boolean {
  const all = controllersOf(mount);
  let missing = without(all, controllersOf(folder));
  // Mostly systemd or an earlier container has done it already: two reads and no write.
  if (missing.length === 0) return true;
  for (const group of groupsAbove(mount, folder)) {
    const handed = wordsOf(`${group}/cgroup.subtree_control`);
    handOn(group, without(missing, handed));
  }
  missing = without(all, controllersOf(folder));
  return missing.length === 0;
}

/** The controllers that a group has, as cgroup.controllers names them. */
export const controllersOf = (folder: string): string[] => wordsOf(`${folder}/cgroup.controllers`);

function handOn(group: string, controllers: readonly string[]): void {
  const file = `${group}/cgroup.subtree_control`;
  const tryAll = (names: readonly string[]): boolean => {
    try {
      writeKernelFile(file, names.map((name) => `+${name}`).join(" "));
      return true;
    } catch (error) {
      if (error instanceof SystemError) return false;
      throw error;
    }
  };
  // All are refused for the sake of one: then one by one.
  if (controllers.length > 0 && !tryAll(controllers)) for (const name of controllers) tryAll([name]);
}

/** From the root down to the parent. */
function groupsAbove(mount: string, folder: string): string[] {
  const steps = folder.slice(mount.length + 1).split("/");
  return steps.map((_, depth) => [mount, ...steps.slice(0, depth)].join("/"));
}

/** None where the group is gone. */
const wordsOf = (path: string): string[] => (readTextIfThere(path) ?? "").split(/\s+/).filter(Boolean);

const without = (names: readonly string[], others: readonly string[]): string[] =>
  names.filter((name) => !others.includes(name));

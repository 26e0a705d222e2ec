import { fileStatus } from "../../sys/file-status.ts";
import { close, OpenFlag, open } from "../../sys/files.ts";
import {
  attachTree,
  changeMount,
  copyTree,
  descriptorPath,
  MountAttribute,
  MountFlag,
  mount,
} from "../../sys/mounts.ts";
import { because } from "../cause.ts";
import type { HeldMounts } from "./held-mounts.ts";
import { findInRoot, isFolder } from "./in-root.ts";

/** Where paths of the container are looked up. */
export interface Lookup {
  /** A descriptor of its root. */
  root: number;
  held: HeldMounts;
}

/**
 * Makes paths of the container unreadable: an empty read-only folder or the null device lies over each. What is
 * not there needs no hiding. The null device is the host's, checked to be one: the container's could have been
 * exchanged (CVE-2025-31133).
 */
export function maskPaths(paths: readonly string[], lookup: Lookup): void {
  if (paths.length === 0) return;
  const nothing = openNullDevice();
  try {
    for (const [index, path] of paths.entries())
      because(`/linux/maskedPaths/${index}`, () => maskPath(path, { ...lookup, nothing }));
  } finally {
    close(nothing);
  }
}

function maskPath(path: string, { nothing, ...lookup }: Lookup & { nothing: number }): void {
  const target = find(path, lookup);
  if (target === undefined) return;
  try {
    if (isFolder(target)) {
      const options = { type: "tmpfs", flags: MountFlag.readOnly, data: "nr_blocks=1,nr_inodes=1" };
      mount("tmpfs", descriptorPath(target), options);
    } else coverWith(copyTree("", { at: nothing }), target);
  } catch (cause) {
    throw new Error(`Cannot mask ${path}`, { cause });
  } finally {
    close(target);
  }
}

function openNullDevice(): number {
  const descriptor = open("/dev/null", OpenFlag.path);
  const special = fileStatus(descriptor)?.special;
  if (special?.major === 1 && special.minor === 3) return descriptor;
  close(descriptor);
  throw new Error("Cannot mask paths: /dev/null of the host is not the null device");
}

/** Makes paths of the container read-only, with everything below them. */
export function lockPaths(paths: readonly string[], lookup: Lookup): void {
  for (const [index, path] of paths.entries())
    because(`/linux/readonlyPaths/${index}`, () => lockPath(path, lookup));
}

function lockPath(path: string, lookup: Lookup): void {
  const target = find(path, lookup);
  if (target === undefined) return;
  try {
    const tree = copyTree("", { at: target, recursive: true });
    changeMount(tree, { set: MountAttribute.readOnly, recursive: true });
    coverWith(tree, target);
  } catch (cause) {
    throw new Error(`Cannot make ${path} read-only`, { cause });
  } finally {
    close(target);
  }
}

function find(path: string, { root, held }: Lookup): number | undefined {
  const { start, rest } = held.locate(path, root);
  return findInRoot(start, rest);
}

function coverWith(tree: number, target: number): void {
  try {
    attachTree(tree, target);
  } finally {
    close(tree);
  }
}

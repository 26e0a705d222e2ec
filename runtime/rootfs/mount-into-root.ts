import { close } from "../../sys/files.ts";
import { attachTree, changeMount, descriptorPath, MountFlag, mount } from "../../sys/mounts.ts";
import { openInRoot, Resolve } from "../../sys/open-in-root.ts";
import { SystemError } from "../../sys/system-error.ts";
import type { Mount } from "../config/config.ts";
import { copyTreeContents } from "./copy-tree-contents.ts";
import { findInRoot, isFolder, makeFileInRoot, makeFolderInRoot } from "./in-root.ts";
import { type MountOptionSet, readMountOptions } from "./mount-options.ts";
import { openSource } from "./open-source.ts";

/** What mounting needs to know besides the mount itself. */
export interface MountContext {
  /** A descriptor (O_PATH) of the container's root. */
  root: number;
  bundle: string;
  /** The SELinux label of the container's files. */
  mountLabel?: string | undefined;
  /** Where the host has its cgroup2 file system. */
  cgroupRoot: string;
  /** Trees that the parent has opened because the container's user may not, by the index of their mount. */
  openedSources: ReadonlyMap<number, number>;
}

/** Makes one of config.json's mounts below the container's root. */
export function mountIntoRoot(context: MountContext, entry: Mount, index: number): void {
  const options = readMountOptions(entry.options ?? []);
  const destination = absolute(entry.destination);
  try {
    if (options.isBind || entry.type === "bind") mountTree(context, { entry, options, destination, index });
    else if (entry.type === "cgroup" || entry.type === "cgroup2") mountCgroups(context, options, destination);
    else mountFileSystem(context, { entry, options, destination });
  } catch (cause) {
    const what = entry.source ?? entry.type ?? "none";
    throw new Error(`Cannot mount ${what} at ${entry.destination} (mounts[${index}])`, { cause });
  }
}

/** The specification wants absolute destinations; older configurations have some that are not. */
const absolute = (path: string) => (path.startsWith("/") ? path : `/${path}`);

function mountFileSystem(
  context: MountContext,
  { entry, options, destination }: { entry: Mount; options: MountOptionSet; destination: string },
): void {
  const type = entry.type ?? "";
  const target = makeTarget(context, type, destination);
  try {
    const data = withLabel(options.data, type, context.mountLabel);
    // What is to be copied into it must be written first.
    const flags = options.copiesUp ? options.flags & ~MountFlag.readOnly : options.flags;
    mount(entry.source ?? type, descriptorPath(target), { type, flags, data });
    if (options.copiesUp) copyUp(context, { covered: target, destination, options });
    setPropagation(context, options, destination);
  } finally {
    close(target);
  }
}

function copyUp(
  context: MountContext,
  { covered, destination, options }: { covered: number; destination: string; options: MountOptionSet },
): void {
  const top = openInRoot(context.root, destination);
  try {
    copyTreeContents(covered, top);
    if (options.flags & MountFlag.readOnly)
      mount(null, descriptorPath(top), { flags: options.flags | MountFlag.remount, data: options.data });
  } finally {
    close(top);
  }
}

/** /proc and /sys must be where they seem to be: a link there would lead the runtime's own writes astray. */
function makeTarget(context: MountContext, type: string, destination: string): number {
  if (type !== "proc" && type !== "sysfs") return makeFolderInRoot(context.root, destination);
  try {
    const found = findInRoot(context.root, destination, { resolve: Resolve.noLinks });
    return found ?? makeFolderInRoot(context.root, destination);
  } catch (error) {
    if (SystemError.is(error, "ELOOP"))
      throw new Error(`${destination} is a link in the image, which ${type} must not be mounted through`);
    throw error;
  }
}

function mountTree(
  context: MountContext,
  {
    entry,
    options,
    destination,
    index,
  }: { entry: Mount; options: MountOptionSet; destination: string; index: number },
): void {
  const tree = context.openedSources.get(index) ?? openSource(entry, { options, bundle: context.bundle });
  const target = isFolder(tree)
    ? makeFolderInRoot(context.root, destination)
    : makeFileInRoot(context.root, destination);
  try {
    const { attributes, recursiveAttributes } = options;
    if (recursiveAttributes.set | recursiveAttributes.clear)
      changeMount(tree, { ...recursiveAttributes, recursive: true });
    if (attributes.set | attributes.clear) changeMount(tree, attributes);
    attachTree(tree, target);
    for (const propagation of options.propagation)
      changeMount(tree, {
        propagation: propagation & ~MountFlag.recursive,
        recursive: (propagation & MountFlag.recursive) !== 0,
      });
  } finally {
    close(target);
    close(tree);
  }
}

/**
 * The container's view of the control groups. A user who may not mount a cgroup2 file system gets the host's,
 * where their own folder is.
 */
function mountCgroups(context: MountContext, options: MountOptionSet, destination: string): void {
  const target = makeFolderInRoot(context.root, destination);
  try {
    mount("cgroup", descriptorPath(target), { type: "cgroup2", flags: options.flags & ~MountFlag.bind });
    setPropagation(context, options, destination);
  } catch (error) {
    if (!SystemError.is(error, "EPERM", "EBUSY")) throw error;
    const bind = readMountOptions([...(options.flags & MountFlag.readOnly ? ["rro"] : []), "rbind"]);
    const entry = { destination, source: context.cgroupRoot };
    mountTree(context, { entry, options: bind, destination, index: -1 });
  } finally {
    close(target);
  }
}

function setPropagation(context: MountContext, options: MountOptionSet, destination: string): void {
  if (options.propagation.length === 0) return;
  const top = openInRoot(context.root, destination);
  try {
    for (const flags of options.propagation) mount(null, descriptorPath(top), { flags });
  } finally {
    close(top);
  }
}

/** Only file systems made for the container carry its label; the kernel's own have theirs. */
function withLabel(data: string, type: string, label: string | undefined): string {
  if (!label || type === "proc" || type === "sysfs") return data;
  return `${data}${data === "" ? "" : ","}context="${label}"`;
}

import { close, mode } from "../../sys/files.ts";
import {
  attachTree,
  changeMount,
  descriptorPath,
  MountAttribute,
  MountFlag,
  mount,
  newMount,
} from "../../sys/mounts.ts";
import { openInRoot, Resolve } from "../../sys/open-in-root.ts";
import { SystemError } from "../../sys/system-error.ts";
import type { Mount } from "../config/config.ts";
import { copyTreeContents } from "./copy-tree-contents.ts";
import type { HeldMounts } from "./held-mounts.ts";
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
  hasUserNamespace: boolean;
  /** Trees that the parent has opened because the container's user may not, by the index of their mount. */
  openedSources: ReadonlyMap<number, number>;
  held: HeldMounts;
}

/** Makes one of config.json's mounts below the container's root. */
export function mountIntoRoot(context: MountContext, entry: Mount, index: number): void {
  const options = readMountOptions(entry.options ?? []);
  const destination = absolute(entry.destination);
  try {
    context.held.note(destination);
    if (options.isBind || entry.type === "bind") mountTree(context, { entry, options, destination, index });
    else if (entry.type === "cgroup" || entry.type === "cgroup2") mountCgroups(context, options, destination);
    else if (isKernels(entry.type)) mountKernels(context, { entry, options, destination });
    else if (options.copiesUp) mountDetached(context, { entry, options, destination });
    else mountFileSystem(context, { entry, options, destination });
  } catch (cause) {
    const what = entry.source ?? entry.type ?? "none";
    throw new Error(`Cannot mount ${what} at ${entry.destination} (mounts[${index}])`, { cause });
  }
}

/** The specification wants absolute destinations; older configurations have some that are not. */
const absolute = (path: string) => (path.startsWith("/") ? path : `/${path}`);

/** What masked and read-only paths lie in. */
const isKernels = (type: string | undefined) => type === "proc" || type === "sysfs";

interface PlannedMount {
  entry: Mount;
  options: MountOptionSet;
  destination: string;
}

function mountFileSystem(context: MountContext, { entry, options, destination }: PlannedMount): void {
  const type = entry.type ?? "";
  const found = findInRoot(context.root, destination);
  const target = found ?? makeFolderInRoot(context.root, destination);
  try {
    const isCovering = type === "tmpfs" && found !== undefined;
    const data = withLabel(isCovering ? withMode(options.data, found) : options.data, context.mountLabel);
    mount(entry.source ?? type, descriptorPath(target), { type, flags: options.flags, data });
    finishMount(context, options, destination);
  } finally {
    close(target);
  }
}

/**
 * A procfs belongs to a pid namespace and a sysfs to a network namespace: who has the host's, in a user namespace of
 * their own, may not mount a new one and gets the host's.
 */
function mountKernels(context: MountContext, planned: PlannedMount): void {
  try {
    mountDetached(context, planned);
  } catch (error) {
    if (!context.hasUserNamespace || !SystemError.is(error, "EPERM")) throw error;
    const source = planned.entry.type === "proc" ? "/proc" : "/sys";
    mountHosts(context, { ...planned, source });
  }
}

/**
 * Makes a mount first and attaches it then. It is known by its descriptor, wherever somebody who shares a folder above it
 * moves it to.
 */
function mountDetached(context: MountContext, { entry, options, destination }: PlannedMount): void {
  const target = makeTarget(context, entry.type, destination);
  const top = newFileSystem(context, entry, options);
  try {
    if (options.copiesUp) {
      copyTreeContents(target, top);
      changeMount(top, { set: options.attributes.set });
    }
    attachTree(top, target);
    const { recursiveAttributes } = options;
    if (recursiveAttributes.set | recursiveAttributes.clear) changeMount(top, recursiveAttributes);
    for (const flags of options.propagation) changePropagation(top, flags);
  } finally {
    close(target);
    if (isKernels(entry.type)) context.held.note(destination, top);
    else close(top);
  }
}

/** What lies over a folder looks like it, unless config.json says otherwise (as in runc and crun). */
function withMode(data: string, covered: number): string {
  if (/(^|,)mode=/.test(data)) return data;
  const own = `mode=${(mode(covered) & 0o7777).toString(8)}`;
  return data === "" ? own : `${data},${own}`;
}

function newFileSystem({ mountLabel }: MountContext, entry: Mount, options: MountOptionSet): number {
  const type = entry.type ?? "";
  // What is to be copied into it must be written before it becomes read-only.
  const attributes = options.attributes.set & ~(options.copiesUp ? MountAttribute.readOnly : 0);
  // A comma before a digit belongs to a value: mpol=bind:0,2 (tmpfs(5)).
  const items = options.data.split(/,(?!\d)/).filter((item) => item !== "");
  const parameters = items.map((item): [string, string | null] => {
    const at = item.indexOf("=");
    return at < 0 ? [item, null] : [item.slice(0, at), item.slice(at + 1)];
  });
  if (mountLabel && !isKernels(type)) parameters.push(["context", mountLabel]);
  parameters.unshift(["source", entry.source ?? type]);
  return newMount(type, { parameters: Object.fromEntries(parameters), attributes });
}

/** /proc and /sys must be where they seem to be: what is written there must not go astray. */
function makeTarget(context: MountContext, type: string | undefined, destination: string): number {
  if (!isKernels(type)) return makeFolderInRoot(context.root, destination);
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
  { entry, options, destination, index }: PlannedMount & { index: number },
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
    for (const flags of options.propagation) changePropagation(tree, flags);
  } finally {
    close(target);
    close(tree);
  }
}

function changePropagation(tree: number, flags: number): void {
  changeMount(tree, {
    propagation: flags & ~MountFlag.recursive,
    recursive: (flags & MountFlag.recursive) !== 0,
  });
}

/**
 * The container's view of the control groups. A user who may not mount a cgroup2 file system gets the host's,
 * where their own folder is.
 */
function mountCgroups(context: MountContext, options: MountOptionSet, destination: string): void {
  const target = makeFolderInRoot(context.root, destination);
  try {
    const { flags, data } = options;
    mount("cgroup", descriptorPath(target), { type: "cgroup2", flags: flags & ~MountFlag.bind, data });
    finishMount(context, options, destination);
  } catch (error) {
    if (!SystemError.is(error, "EPERM", "EBUSY")) throw error;
    mountHosts(context, { source: context.cgroupRoot, options, destination });
  } finally {
    close(target);
  }
}

/** Shows the container a tree of the host's, with everything below it. */
function mountHosts(
  context: MountContext,
  { source, options, destination }: { source: string; options: MountOptionSet; destination: string },
): void {
  const bind = readMountOptions([...(options.flags & MountFlag.readOnly ? ["rro"] : []), "rbind"]);
  mountTree(context, { entry: { destination, source }, options: bind, destination, index: -1 });
}

/** What mount(2) cannot say at once: attributes of a whole tree, and propagation. */
function finishMount(context: MountContext, options: MountOptionSet, destination: string): void {
  const { propagation, recursiveAttributes } = options;
  const hasAttributes = (recursiveAttributes.set | recursiveAttributes.clear) !== 0;
  if (propagation.length === 0 && !hasAttributes) return;
  const top = openInRoot(context.root, destination);
  try {
    if (hasAttributes) changeMount(top, { ...recursiveAttributes, recursive: true });
    for (const flags of propagation) changePropagation(top, flags);
  } finally {
    close(top);
  }
}

function withLabel(data: string, label: string | undefined): string {
  if (!label) return data;
  return `${data}${data === "" ? "" : ","}context="${label}"`;
}

import { attempt, perform } from "../../sys/door.ts";
import { Errno } from "../../sys/errno.ts";
import { close, OpenFlag, open } from "../../sys/files.ts";
import {
  changeMount,
  MountAttribute,
  MountFlag,
  mount,
  pivotRoot,
  unmountDetached,
} from "../../sys/mounts.ts";
import { SystemError } from "../../sys/system-error.ts";
import { because } from "../cause.ts";
import type { Config } from "../config/config.ts";
import { makeDevices } from "./devices.ts";
import { HeldMounts } from "./held-mounts.ts";
import { lockPaths, maskPaths } from "./hide-paths.ts";
import { makeFolderInRoot } from "./in-root.ts";
import { mountIntoRoot } from "./mount-into-root.ts";

const detach = 2; // MNT_DETACH

const propagationFlags: Record<string, number> = {
  shared: MountFlag.shared,
  slave: MountFlag.slave,
  private: MountFlag.private,
  unbindable: MountFlag.unbindable,
};

/** What the container's root is made of. */
export interface RootPlan {
  config: Config;
  /** Absolute path of the host. */
  rootfs: string;
  bundle: string;
  hasMountNamespace: boolean;
  hasUserNamespace: boolean;
  cgroupRoot: string;
  openedSources: ReadonlyMap<number, number>;
  /** Devices of config.json that it may not make, by their path. */
  openedDevices: ReadonlyMap<string, number>;
}

/** A root that is built, but not entered. */
export interface BuiltRoot {
  /** A descriptor (O_PATH) of it. */
  root: number;
  held: HeldMounts;
}

/**
 * Mounts everything of config.json below the container's root, which is not the process's own root yet. Needs an umask
 * of 0.
 */
export function buildRoot(plan: RootPlan): BuiltRoot {
  const { config, rootfs } = plan;
  if (plan.hasMountNamespace) because("/linux/rootfsPropagation", () => setPropagation(config, rootfs));
  const root = because("/root/path", () => openRoot(plan));
  const held = new HeldMounts();
  const context = { ...plan, root, held, mountLabel: config.linux?.mountLabel };
  for (const [index, entry] of (config.mounts ?? []).entries())
    because(`/mounts/${index}`, () => mountIntoRoot(context, entry, index));
  if (!isHostsDevFolder(config))
    makeDevices(config.linux?.devices, { root, areBound: plan.hasUserNamespace, opened: plan.openedDevices });
  if (config.process) {
    const { cwd } = config.process;
    because("/process/cwd", () => makeDirectory(root, cwd));
  }
  return { root, held };
}

function makeDirectory(root: number, cwd: string): void {
  try {
    close(makeFolderInRoot(root, cwd));
  } catch (cause) {
    throw new Error(`Cannot make process.cwd ${cwd}`, { cause });
  }
}

/** Hides and locks what config.json says. After this nothing is made below the root any more. */
export function lockRoot(built: BuiltRoot, config: Config): void {
  const { readonlyPaths = [], maskedPaths = [] } = config.linux ?? {};
  lockPaths(readonlyPaths, built);
  maskPaths(maskedPaths, built);
  built.held.close();
  if (config.root?.readonly)
    because("/root/readonly", () => changeMount(built.root, { set: MountAttribute.readOnly }));
}

export interface EnterOptions {
  hasMountNamespace: boolean;
  noPivot: boolean;
  /** linux.rootfsPropagation. */
  propagation: string | undefined;
}

/** Makes the folder the root of this process, and in its own mount namespace the only one. */
export function enterRoot(root: number, { hasMountNamespace, noPivot, propagation }: EnterOptions): void {
  perform("fchdir", root);
  if (!hasMountNamespace) perform("chroot", ".");
  else if (noPivot) coverRoot();
  else {
    // The old root comes to lie over the new one, and goes; no folder is needed to put it (pivot_root(2), NOTES).
    pivotRoot(".", ".");
    // What it shares with the host must not go there, too.
    mount(null, ".", { flags: MountFlag.recursive | MountFlag.slave });
    unmountDetached(".");
  }
  perform("chdir", "/");
  if (propagation !== undefined && hasMountNamespace)
    because("/linux/rootfsPropagation", () => mount(null, "/", { flags: propagationOf(propagation) }));
}

/** A root in memory, such as an initramfs, cannot be exchanged; so it is covered by the new one, where we are. */
function coverRoot(): void {
  // What shows the host would stay reachable below the cover.
  for (const path of ["/sys", "/proc"]) attempt("umount2", path, detach);
  mount(".", "/", { flags: MountFlag.move });
  perform("chroot", ".");
}

/** Nothing that is mounted in here may come out; what comes in is for config.json to say, by default the host's. */
function setPropagation({ linux }: Config, rootfs: string): void {
  const wanted = propagationOf(linux?.rootfsPropagation ?? "rslave") | MountFlag.recursive;
  // What is unbindable could not become the container's root, which gets its own propagation later.
  const isUnbindable = (wanted & MountFlag.unbindable) !== 0;
  mount(null, "/", { flags: isUnbindable ? MountFlag.recursive | MountFlag.private : wanted });
  // pivot_root refuses a root whose parent mount is shared, and a bind mount would be copied to the host.
  if (wanted & MountFlag.shared) makeParentPrivate(rootfs);
}

/** The flags of mount(2) for linux.rootfsPropagation; with an r it is for the whole tree. */
function propagationOf(name: string): number {
  const flag = propagationFlags[name.replace(/^r/, "")] ?? MountFlag.slave;
  return name.startsWith("r") ? flag | MountFlag.recursive : flag;
}

function makeParentPrivate(path: string): void {
  for (let at = path; ; at = at.slice(0, at.lastIndexOf("/")) || "/") {
    const result = attempt("mount", null, at, null, MountFlag.private, null);
    if (result === 0) return;
    // Not the root of a mount: the mount that it is in lies further up.
    if (result !== -Errno.EINVAL || at === "/") throw new SystemError("mount", -result);
  }
}

function openRoot({ rootfs, hasMountNamespace }: RootPlan): number {
  try {
    if (hasMountNamespace) mount(rootfs, rootfs, { flags: MountFlag.bind | MountFlag.recursive });
    return open(rootfs, OpenFlag.path | OpenFlag.directory);
  } catch (cause) {
    throw new Error(`Cannot use ${rootfs} as the container's root (root.path)`, { cause });
  }
}

/** A container that is shown the host's /dev gets no devices made in it. */
function isHostsDevFolder({ mounts = [] }: Config): boolean {
  return mounts.some(
    ({ destination, type, options = [] }) =>
      (destination === "/dev" || destination === "/dev/") &&
      (type === "bind" || options.includes("bind") || options.includes("rbind")),
  );
}

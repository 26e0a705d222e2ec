import { perform } from "./door.ts";

/** Flags of mount(2). */
export const MountFlag = {
  readOnly: 1,
  noSuid: 2,
  noDevices: 4,
  noExecute: 8,
  synchronous: 16,
  remount: 32,
  mandatoryLocks: 64,
  directorySync: 128,
  noSymlinkFollow: 256,
  noAccessTime: 1024,
  noDirectoryAccessTime: 2048,
  bind: 4096,
  move: 8192,
  recursive: 16384,
  silent: 32768,
  posixAcl: 1 << 16,
  unbindable: 1 << 17,
  private: 1 << 18,
  slave: 1 << 19,
  shared: 1 << 20,
  relativeAccessTime: 1 << 21,
  inodeVersion: 1 << 23,
  strictAccessTime: 1 << 24,
  lazyTime: 1 << 25,
} as const;

/** Attributes of one mount, of mount_setattr(2) and fsmount(2). The four of access time are one field. */
export const MountAttribute = {
  readOnly: 0x1,
  noSuid: 0x2,
  noDevices: 0x4,
  noExecute: 0x8,
  accessTimeMask: 0x70,
  relativeAccessTime: 0x0,
  noAccessTime: 0x10,
  strictAccessTime: 0x20,
  noDirectoryAccessTime: 0x80,
  idMap: 0x100000,
  noSymlinkFollow: 0x200000,
} as const;

const currentDirectory = -100; // AT_FDCWD
const emptyPath = 0x1000; // AT_EMPTY_PATH
const recursiveTree = 0x8000; // AT_RECURSIVE
const cloneTree = 1; // OPEN_TREE_CLONE
const closeTreeOnExec = 0o2000000; // OPEN_TREE_CLOEXEC
const fromEmptyPath = 0x4; // MOVE_MOUNT_F_EMPTY_PATH
const toEmptyPath = 0x40; // MOVE_MOUNT_T_EMPTY_PATH
const detach = 2; // MNT_DETACH

/** What mount(2) takes besides source and target. */
export interface MountOptions {
  type?: string | null;
  flags?: number;
  /** Options of the file system, separated by commas. */
  data?: string | null;
}

/** mount(2). Give a target that others might exchange as a descriptor's path, see {@link descriptorPath}. */
export function mount(source: string | null, target: string, options: MountOptions): void {
  perform("mount", source, target, options.type ?? null, options.flags ?? 0, options.data || null);
}

/** Takes a mount away, at once for who looks it up, wholly when nobody uses it any more. */
export function unmountDetached(target: string): void {
  perform("umount2", target, detach);
}

/**
 * A copy of the mount at a path, attached nowhere: what a bind mount is before it has a place
 * (open_tree(2)). `at` is a descriptor that relative paths start from, or the file itself where path is "".
 */
export function copyTree(path: string, options: { at?: number; recursive?: boolean } = {}): number {
  const flags =
    cloneTree | closeTreeOnExec | (path === "" ? emptyPath : 0) | (options.recursive ? recursiveTree : 0);
  return perform("open_tree", options.at ?? currentDirectory, path, flags);
}

/** Attaches a detached mount onto the file that `target` is open on (move_mount(2)). */
export function attachTree(tree: number, target: number): void {
  perform("move_mount", tree, "", target, "", fromEmptyPath | toEmptyPath);
}

/** What to change of a mount. Propagation is one of MountFlag's shared, slave, private and unbindable. */
export interface AttributeChange {
  set?: number;
  clear?: number;
  propagation?: number;
  /** A user namespace's descriptor, together with MountAttribute.idMap. */
  userNamespace?: number;
  recursive?: boolean;
}

/** Changes the mount that a descriptor of its root is open on (mount_setattr(2)). */
export function changeMount(mount: number, change: AttributeChange): void {
  const request = new BigUint64Array([
    BigInt(change.set ?? 0),
    BigInt(change.clear ?? 0),
    BigInt(change.propagation ?? 0),
    BigInt(change.userNamespace ?? 0),
  ]);
  const flags = emptyPath | (change.recursive ? recursiveTree : 0);
  perform("mount_setattr", mount, "", flags, new Uint8Array(request.buffer), request.byteLength);
}

/** Makes `newRoot` the root of this process's mount namespace and puts the old one at `oldRoot` (pivot_root(2)). */
export function pivotRoot(newRoot: string, oldRoot: string): void {
  perform("pivot_root", newRoot, oldRoot);
}

/** A path that leads to the file of an open descriptor and cannot be led elsewhere. Needs the host's /proc. */
export function descriptorPath(descriptor: number): string {
  return `/proc/thread-self/fd/${descriptor}`;
}

const openFileSystemFlags = 1; // FSOPEN_CLOEXEC, FSMOUNT_CLOEXEC
const setFlag = 0; // FSCONFIG_SET_FLAG
const setString = 1; // FSCONFIG_SET_STRING
const create = 6; // FSCONFIG_CMD_CREATE

/** A new mount of a file system, attached nowhere (fsopen(2)). A parameter without value is a flag. */
export function newMount(
  type: string,
  options: { parameters?: Readonly<Record<string, string | null>>; attributes?: number } = {},
): number {
  const context = perform("fsopen", type, openFileSystemFlags);
  try {
    for (const [key, value] of Object.entries(options.parameters ?? {}))
      perform("fsconfig", context, value === null ? setFlag : setString, key, value, 0);
    perform("fsconfig", context, create, null, null, 0);
    return perform("fsmount", context, openFileSystemFlags, options.attributes ?? 0);
  } finally {
    perform("close", context);
  }
}

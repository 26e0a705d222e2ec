import { attempt, perform } from "../../sys/door.ts";
import { Errno } from "../../sys/errno.ts";
import { type FileStatus, fileStatus } from "../../sys/file-status.ts";
import { close, FileType } from "../../sys/files.ts";
import { attachTree, copyTree } from "../../sys/mounts.ts";
import { Resolve } from "../../sys/open-in-root.ts";
import { SystemError } from "../../sys/system-error.ts";
import { because } from "../cause.ts";
import type { Device } from "../config/config.ts";
import { deviceFileType } from "./device-file-type.ts";
import { deviceNumber } from "./device-number.ts";
import { findInRoot, makeFileInRoot, makeFolderInRoot } from "./in-root.ts";

/** What every container has (runtime-spec config-linux.md, "Default devices"), besides the console. */
const defaultDevices: readonly Device[] = [
  { type: "c", path: "/dev/null", major: 1, minor: 3 },
  { type: "c", path: "/dev/zero", major: 1, minor: 5 },
  { type: "c", path: "/dev/full", major: 1, minor: 7 },
  { type: "c", path: "/dev/random", major: 1, minor: 8 },
  { type: "c", path: "/dev/urandom", major: 1, minor: 9 },
  { type: "c", path: "/dev/tty", major: 5, minor: 0 },
];

const links: readonly [string, string][] = [
  ["fd", "/proc/self/fd"],
  ["stdin", "/proc/self/fd/0"],
  ["stdout", "/proc/self/fd/1"],
  ["stderr", "/proc/self/fd/2"],
  ["ptmx", "pts/ptmx"],
];

/** How devices come into being: a user namespace forbids mknod(2), so there the host's are bound. */
export interface DeviceOptions {
  root: number;
  areBound: boolean;
  /** Devices of config.json that the runtime has made, by their path. */
  opened: ReadonlyMap<string, number>;
}

/** Makes the default devices, those of config.json, and the links that go with them. Needs an umask of 0. */
export function makeDevices(devices: readonly Device[] | undefined, options: DeviceOptions): void {
  const asked = new Set(devices?.map(({ path }) => path));
  const folder = openDevFolder(options.root);
  try {
    for (const device of defaultDevices)
      if (!asked.has(device.path)) makeDevice(device, { ...options, folder, name: device.path.slice(5) });
    makeLinks(folder);
  } finally {
    close(folder);
  }
  for (const [index, device] of (devices ?? []).entries())
    because(`/linux/devices/${index}`, () => makeAskedDevice(device, options));
}

/** A link in its place is refused: it could lead to something that is not the container's to fill. */
function openDevFolder(root: number): number {
  try {
    return findInRoot(root, "/dev", { resolve: Resolve.noLinks }) ?? makeFolderInRoot(root, "/dev");
  } catch (cause) {
    if (SystemError.is(cause, "ELOOP"))
      throw new Error("Cannot make devices: /dev is a link in the image", { cause });
    throw cause;
  }
}

function makeAskedDevice({ ...device }: Device, options: DeviceOptions): void {
  device.path = device.path.replace(/\/+$/, "");
  const slash = device.path.lastIndexOf("/");
  const folder = makeFolderInRoot(options.root, device.path.slice(0, slash) || "/");
  try {
    makeDevice(device, { ...options, folder, name: device.path.slice(slash + 1) });
  } finally {
    close(folder);
  }
}

function makeDevice(device: Device, options: DeviceOptions & { folder: number; name: string }): void {
  const { folder, name, areBound } = options;
  const type = deviceFileType(device.type);
  const permissions = device.fileMode ?? 0o666;
  if (areBound) {
    bindDevice(device, options);
    return;
  }
  const special = { major: device.major ?? 0, minor: device.minor ?? 0 };
  const result = attempt("mknodat", folder, name, type | (permissions & 0o7777), deviceNumber(special));
  if (result === -Errno.EPERM) bindDevice(device, options);
  else if (result === -Errno.EEXIST) checkExisting(device, options.root);
  else if (result < 0)
    throw new Error(`Cannot make ${device.path}`, { cause: new SystemError("mknodat", -result) });
  else if (device.uid || device.gid)
    perform("fchownat", folder, name, device.uid ?? 0, device.gid ?? 0, 0x100);
}

function bindDevice(device: Device, { root, opened }: DeviceOptions): void {
  const tree = opened.get(device.path) ?? openHosts(device.path);
  try {
    if (!isDevice(fileStatus(tree), device))
      throw new Error(
        `Cannot make ${device.path}: it would be bound from the host, where it is another device`,
      );
    const file = makeFileInRoot(root, device.path);
    try {
      attachTree(tree, file);
    } finally {
      close(file);
    }
  } finally {
    close(tree);
  }
}

function openHosts(path: string): number {
  try {
    return copyTree(path);
  } catch (cause) {
    throw new Error(`Cannot make ${path}: it would be bound from the host`, { cause });
  }
}

/** One that the image or a mount has brought will do if it is that device. */
function checkExisting(device: Device, root: number): void {
  const file = findInRoot(root, device.path);
  const status = file === undefined ? undefined : fileStatus(file);
  if (file !== undefined) close(file);
  if (!isDevice(status, device))
    throw new Error(`Cannot make ${device.path}: the image has something else in its place`);
}

function isDevice(status: FileStatus | undefined, { type, major = 0, minor = 0 }: Device): boolean {
  return (
    status !== undefined &&
    (status.mode & FileType.mask) === deviceFileType(type) &&
    status.special.major === major &&
    status.special.minor === minor
  );
}

function makeLinks(folder: number): void {
  for (const [name, target] of links) {
    const result = attempt("symlinkat", target, folder, name);
    if (result < 0 && result !== -Errno.EEXIST) throw new SystemError("symlinkat", -result);
  }
  if (fileStatus("/proc/kcore")) attempt("symlinkat", "/proc/kcore", folder, "core");
}

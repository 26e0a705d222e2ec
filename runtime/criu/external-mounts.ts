import type { Config, Mount } from "../config/config.ts";
import { readMountOptions } from "../rootfs/mount-options.ts";
import type { ExternalMount } from "./requests.ts";

/** The mounts of a configuration that bring in files from outside, and what their sources are. */
export function bindMounts({ mounts = [] }: Config): ExternalMount[] {
  return mounts.filter(isBindMount).map(({ destination, source = "" }) => ({ destination, source }));
}

export const isBindMount = ({ type, options = [] }: Mount): boolean =>
  type === "bind" || readMountOptions(options).isBind;

/**
 * The file systems that a checkpoint keeps with all that is in them, so that places below them need not be made when it
 * is restored.
 */
export const isKeptFileSystem = ({ type }: Mount): boolean => type === "tmpfs";

/** Whether a path lies below the mount's place. */
export const liesBelow = (path: string, { destination }: Mount): boolean =>
  path.startsWith(destination.endsWith("/") ? destination : `${destination}/`);

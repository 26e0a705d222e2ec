import { accessSync, constants, statSync } from "node:fs";

/** The device of hardware virtualization. */
export const kvmDevice = "/dev/kvm";

/**
 * The group that QEMU needs for the device when it does not run as the server's own user; undefined when it
 * needs none. Root's group is never given away.
 */
export function kvmGroup(device = kvmDevice): number | undefined {
  const { mode, gid } = statSync(device);
  return !mayOthers(mode) && mayGroup(mode) && gid !== 0 ? gid : undefined;
}

/** Why QEMU cannot open the device; undefined when it can. Root's QEMU runs as another user. */
export function whyNoDevice({ isRoot }: { isRoot: boolean }, device = kvmDevice): string | undefined {
  try {
    accessSync(device, constants.R_OK | constants.W_OK);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT"
      ? `this host offers no ${device}`
      : `this user may not use ${device} (the group kvm may)`;
  }
  if (!isRoot || mayOthers(statSync(device).mode) || kvmGroup(device) !== undefined) return undefined;
  return `only root may use ${device}, and the machines do not run as root (chgrp kvm ${device} && chmod 660 ${device} lets them)`;
}

const mayOthers = (mode: number) => (mode & 0o006) === 0o006;
const mayGroup = (mode: number) => (mode & 0o060) === 0o060;

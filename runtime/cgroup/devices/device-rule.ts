import type { DeviceRule as ConfigRule } from "../../config/config.ts";

/** A rule of linux.resources.devices, made plain. */
export interface DeviceRule {
  allow: boolean;
  /** a: both kinds. */
  type: "a" | "b" | "c";
  /** undefined: any. */
  major: number | undefined;
  minor: number | undefined;
  /** Of {@link Access}, or-ed. */
  access: number;
}

/** What a process wants of a device: BPF_DEVCG_ACC_… of the kernel. */
export const Access = { mknod: 1, read: 2, write: 4, all: 7 } as const;

const letters = { r: Access.read, w: Access.write, m: Access.mknod } as const;

/** Reads the rules of a config. A rule without access is refused: it would look as if it did something. */
export function parseDeviceRules(devices: readonly ConfigRule[]): DeviceRule[] {
  return devices.map(({ allow, type, major, minor, access }, index) => {
    if (access === undefined)
      throw new Error(`linux.resources.devices[${index}].access: must name at least one of r, w and m`);
    const bits = [...access].map((letter) => letters[letter as keyof typeof letters]);
    return {
      allow,
      type: type ?? "a",
      major: numberOrAny(major),
      minor: numberOrAny(minor),
      access: bits.reduce<number>((all, bit) => all | bit, 0),
    };
  });
}

const numberOrAny = (number: number | undefined) => (number === -1 ? undefined : number);

const character = (major: number, minor?: number): DeviceRule => ({
  allow: true,
  type: "c",
  major,
  minor,
  access: Access.all,
});

const anyNode = { allow: true, major: undefined, minor: undefined, access: Access.mknod };

/**
 * What every container may use, whatever its config says, since without them hardly a program runs; runc and crun do
 * the same. Making a device node is harmless: it is the use that is checked.
 */
export const usualDevices = (): DeviceRule[] => [
  { ...anyNode, type: "c" },
  { ...anyNode, type: "b" },
  character(1, 3), // /dev/null
  character(1, 8), // /dev/random
  character(1, 7), // /dev/full
  character(5, 0), // /dev/tty
  character(1, 5), // /dev/zero
  character(1, 9), // /dev/urandom
  character(136), // /dev/pts/*
  character(5, 2), // /dev/ptmx
  character(10, 200), // /dev/net/tun
];

import type { RouteRequest } from "./link-requests.ts";
import { RouteFlag, type RouteMessage, RouteType } from "./route-message.ts";

/** Attributes of an address: IFA_… */
const Attribute = { address: 1, local: 2, label: 3, flags: 8, targetNamespace: 10 } as const;
const headBytes = 8; // struct ifaddrmsg: family, prefix length, flags, scope, index of the device
const permanent = 0x80; // IFA_F_PERMANENT
const everywhere = 0; // RT_SCOPE_UNIVERSE
const internetFamily = 2; // AF_INET

/** Asks for the addresses of all devices. */
export function listAddresses(): RouteRequest {
  return {
    type: RouteType.getAddress,
    flags: RouteFlag.request | RouteFlag.dump,
    head: new Uint8Array(headBytes),
    attributes: [],
  };
}

/**
 * Whether an address goes with its device into a container: one that stays until it is taken away and is valid
 * everywhere (config-linux.md, "Network Devices").
 */
export function isKept(address: RouteMessage, device: number): boolean {
  const { head, attributes } = address;
  // The flags have outgrown their byte in the head.
  const word = attributes.find(({ type }) => type === Attribute.flags)?.value;
  const flags = (word && new DataView(word.buffer, word.byteOffset).getUint32(0, true)) ?? head[2] ?? 0;
  const index = new DataView(head.buffer, head.byteOffset).getUint32(4, true);
  return (
    address.type === RouteType.newAddress &&
    index === device &&
    (flags & permanent) !== 0 &&
    head[3] === everywhere
  );
}

/** Gives an address, as it was told of, to another device. */
export function addAddress({ head, attributes }: RouteMessage, device: number): RouteRequest {
  const own = head.slice();
  new DataView(own.buffer).setUint32(4, device, true);
  const { request, acknowledge, create, replace } = RouteFlag;
  return {
    type: RouteType.newAddress,
    flags: request | acknowledge | create | replace,
    head: own,
    // A label is made of the device's name, which is another now; the kernel gives it one of the new name.
    attributes: attributes.filter(
      ({ type }) => type !== Attribute.label && type !== Attribute.targetNamespace,
    ),
  };
}

/** An address for a message: 10.0.0.1/24. */
export function addressText({ head, attributes }: RouteMessage): string {
  const find = (wanted: number) => attributes.find(({ type }) => type === wanted)?.value;
  // On a line between two, address is the other end's.
  const bytes = find(Attribute.local) ?? find(Attribute.address) ?? new Uint8Array();
  const text =
    head[0] === internetFamily
      ? bytes.join(".")
      : Array.from({ length: bytes.byteLength / 2 }, (_, index) =>
          (((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0)).toString(16),
        ).join(":");
  return `${text}/${head[1]}`;
}

import {
  type RouteAttribute,
  RouteFlag,
  type RouteMessage,
  RouteType,
  wordAttribute,
} from "./route-message.ts";

/** A request that has no number yet. */
export type RouteRequest = Omit<RouteMessage, "sequence">;

const nameAttribute = 3; // IFLA_IFNAME
const namespaceAttribute = 28; // IFLA_NET_NS_FD
const newIndexAttribute = 49; // IFLA_NEW_IFINDEX
const isUp = 1; // IFF_UP
const change = RouteFlag.request | RouteFlag.acknowledge;

/** Asks for a device by its name, or one of its other names, or by its index. */
export function findLink(device: string | number): RouteRequest {
  const isIndex = typeof device === "number";
  return {
    type: RouteType.getLink,
    flags: change,
    head: linkHead({ index: isIndex ? device : 0 }),
    attributes: isIndex ? [] : [nameOf(device)],
  };
}

/** What a device gets in the network namespace that it moves to. */
export interface LinkMove {
  index: number;
  /** A descriptor of the namespace. */
  namespace: number;
  /** Its name there; one with %d has the kernel choose a number. */
  newName: string;
  /** Its index there, which must be free. */
  newIndex: number;
}

/** Moves a device into another network namespace under a new name, in one step. Its other attributes stay; it goes down. */
export function moveLink({ index, namespace, newName, newIndex }: LinkMove): RouteRequest {
  return {
    type: RouteType.newLink,
    flags: change,
    head: linkHead({ index }),
    attributes: [
      nameOf(newName),
      wordAttribute(namespaceAttribute, namespace),
      wordAttribute(newIndexAttribute, newIndex),
    ],
  };
}

/** Lets a device send and receive. */
export function raiseLink(index: number): RouteRequest {
  const head = linkHead({ index, flags: isUp, change: isUp });
  return { type: RouteType.newLink, flags: change, head, attributes: [] };
}

/** The index of the device that an answer tells of. */
export function indexOfLink({ head }: { head: Uint8Array }): number {
  return new DataView(head.buffer, head.byteOffset).getInt32(4, true);
}

/** struct ifinfomsg: family, type, index, flags, and which of them to change. */
function linkHead({ index = 0, flags = 0, change = 0 }): Uint8Array {
  const head = new Uint8Array(16);
  const view = new DataView(head.buffer);
  view.setInt32(4, index, true);
  view.setUint32(8, flags, true);
  view.setUint32(12, change, true);
  return head;
}

/** Names of devices are bytes; those that config.json may have are ASCII or UTF-8. */
function nameOf(name: string): RouteAttribute {
  return { type: nameAttribute, value: new TextEncoder().encode(`${name}\0`) };
}

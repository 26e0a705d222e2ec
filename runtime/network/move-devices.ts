import { isFileAt } from "../../sys/file-status.ts";
import { close, OpenFlag, open } from "../../sys/files.ts";
import { enterLinuxNamespace, LinuxNamespace } from "../../sys/linux-namespaces.ts";
import { SystemError } from "../../sys/system-error.ts";
import { because } from "../cause.ts";
import type { NetDevice } from "../config/config.ts";
import { addAddress, addressText, isKept, listAddresses } from "./address-requests.ts";
import { findLink, indexOfLink, moveLink, raiseLink } from "./link-requests.ts";
import type { RouteMessage } from "./route-message.ts";
import { RouteSocket } from "./route-socket.ts";

const ownNamespace = "/proc/self/ns/net";

/** Ways to ask about the network that devices come from, and about the one they go to. */
interface Networks {
  host: RouteSocket;
  container: RouteSocket;
}

interface PlannedMove {
  /** How config.json calls it. */
  place: string;
  pointer: string;
  index: number;
  newName: string;
  newIndex: number;
  addresses: readonly RouteMessage[];
}

/**
 * Moves devices of the host into a container's network namespace, under their new names, and raises them there
 * (config-linux.md, "Network Devices"). MTU and hardware address stay with a device, its addresses are given back to it.
 * First everything is looked up, so that what cannot be done is mostly known before anything is. When the namespace ends
 * the kernel gives physical devices back to the host, and removes virtual ones.
 */
export function moveDevices(
  devices: Readonly<Record<string, NetDevice>>,
  { namespace, isJoined }: { namespace: number; isJoined: boolean },
): void {
  if (isJoined && isFileAt(namespace, ownNamespace))
    throw new Error(
      "linux.netDevices: the container's network namespace is that of the host; give it one of its own in linux.namespaces",
    );
  const host = new RouteSocket();
  try {
    const container = openInside(namespace);
    try {
      const moves: PlannedMove[] = [];
      for (const [name, device] of Object.entries(devices))
        because(pointerOf(name), () =>
          moves.push(planMove({ name, newName: device.name ?? name }, { host, container, others: moves })),
        );
      for (const move of moves) because(move.pointer, () => carryOut(move, { host, container, namespace }));
    } finally {
      container.close();
    }
  } finally {
    host.close();
  }
}

/** A socket belongs to the network namespace that it was made in, wherever its owner goes. */
function openInside(namespace: number): RouteSocket {
  const own = open(ownNamespace, OpenFlag.readOnly);
  try {
    enterLinuxNamespace(namespace, LinuxNamespace.net);
    try {
      return new RouteSocket();
    } finally {
      enterLinuxNamespace(own, LinuxNamespace.net);
    }
  } finally {
    close(own);
  }
}

function planMove(
  { name, newName }: { name: string; newName: string },
  { host, container, others }: Networks & { others: readonly PlannedMove[] },
): PlannedMove {
  const place = `linux.netDevices[${JSON.stringify(name)}]`;
  const index = indexOf(host, name);
  if (index === undefined)
    throw new Error(
      `${place}: the host has no network device of that name; make it first, or correct the name`,
    );
  const same = others.find((other) => other.index === index);
  if (same) throw new Error(`${place}: it is the device of ${same.place}, which has several names`);
  // A template gets a number that is free.
  const isTaken =
    !newName.includes("%") &&
    (indexOf(container, newName) !== undefined || others.some((other) => other.newName === newName));
  if (isTaken)
    throw new Error(
      `${place}: the container's network namespace has a device ${newName} already; choose another name, or a template such as eth%d`,
    );
  let newIndex = index;
  while (indexOf(container, newIndex) !== undefined || others.some((other) => other.newIndex === newIndex))
    newIndex++;
  const addresses = host.ask(listAddresses()).filter((address) => isKept(address, index));
  return { place, pointer: pointerOf(name), index, newName, newIndex, addresses };
}

/** undefined: there is none. */
function indexOf(network: RouteSocket, device: string | number): number | undefined {
  try {
    const [link] = network.ask(findLink(device));
    return link && indexOfLink(link);
  } catch (error) {
    if (SystemError.is(error, "ENODEV")) return undefined;
    throw error;
  }
}

function carryOut(move: PlannedMove, { host, container, namespace }: Networks & { namespace: number }): void {
  const { place, newIndex, addresses } = move;
  explaining(`${place}: cannot move it into the container's network namespace`, () =>
    host.ask(moveLink({ ...move, namespace })),
  );
  for (const address of addresses)
    explaining(`${place}: cannot give it its address ${addressText(address)} in the container`, () =>
      container.ask(addAddress(address, newIndex)),
    );
  explaining(`${place}: cannot raise it in the container`, () => container.ask(raiseLink(newIndex)));
}

function explaining(what: string, work: () => unknown): void {
  try {
    work();
  } catch (cause) {
    throw new Error(`${what}${remedyFor(cause)}`, { cause });
  }
}

function remedyFor(error: unknown): string {
  if (SystemError.is(error, "EPERM")) return " (only who may administer the host's network can)";
  // Loopback, bridges and others.
  if (SystemError.is(error, "EINVAL")) return " (devices of some kinds stay where they were made)";
  return "";
}

function pointerOf(name: string): string {
  return `/linux/netDevices/${name.replaceAll("~", "~0")}`;
}

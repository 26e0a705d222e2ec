import { perform } from "./door.ts";
import { OpenFlag } from "./files.ts";

const netlinkFamily = 16; // AF_NETLINK
const rawType = 3; // SOCK_RAW
const routeProtocol = 0; // NETLINK_ROUTE

/** A socket to ask the kernel about the network of this process's namespace, for good (rtnetlink(7)). */
export function openRouteSocket(): number {
  return perform("socket", netlinkFamily, rawType | OpenFlag.closeOnExec, routeProtocol);
}

/** Sends one datagram to the kernel. */
export function sendToKernel(socket: number, datagram: Uint8Array): void {
  perform("sendto", socket, datagram, datagram.byteLength, 0, null, 0);
}

/** Receives the kernel's next datagram into `into`; result: the part of it that was filled. */
export function receiveFromKernel(socket: number, into: Uint8Array): Uint8Array {
  return into.subarray(0, perform("recvfrom", socket, into, into.byteLength, 0, null, null));
}

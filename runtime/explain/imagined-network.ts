import type { Words } from "../../sys/door.ts";
import { Errno } from "../../sys/errno.ts";
import { encodeRouteMessage, RouteType } from "../network/route-message.ts";

const netlinkFamily = 16; // AF_NETLINK
const errorType = 2; // NLMSG_ERROR
const intoNetwork = 0x40000000; // CLONE_NEWNET

/**
 * Networks in the imagination: what is asked about the host's is answered by the real one, the container's has no devices
 * yet, and every change succeeds.
 */
export class ImaginedNetwork {
  #isInside = false;
  /** Sockets that belong to the container's network. */
  readonly #inside = new Set<number>();
  /** What a socket is going to be told. */
  readonly #answers = new Map<number, Uint8Array>();

  /** setns(2): which network the next socket belongs to. */
  enter(path: string, flags: number): void {
    if (flags & intoNetwork) this.#isInside = path !== "/proc/self/ns/net";
  }

  /** A socket to ask the kernel about networks; undefined: it is another kind. */
  socket([family]: Words, proceed: () => number): number | undefined {
    if (Number(family) !== netlinkFamily) return undefined;
    const descriptor = proceed();
    if (this.#isInside) this.#inside.add(descriptor);
    return descriptor;
  }

  send([socket, datagram, length]: Words, proceed: () => number): number {
    const { buffer, byteOffset } = datagram as Uint8Array;
    const request = new DataView(buffer, byteOffset);
    const type = request.getUint16(4, true);
    const asks = type === RouteType.getLink || type === RouteType.getAddress;
    const isInside = this.#inside.has(Number(socket));
    if (asks && !isInside) return proceed();
    this.#answers.set(Number(socket), answer(request.getUint32(8, true), asks ? Errno.ENODEV : 0));
    return Number(length);
  }

  receive([socket, into]: Words, proceed: () => number): number {
    const answer = this.#answers.get(Number(socket));
    if (!answer) return proceed();
    this.#answers.delete(Number(socket));
    (into as Uint8Array).set(answer);
    return answer.byteLength;
  }

  close(descriptor: number): void {
    this.#inside.delete(descriptor);
  }
}

/** struct nlmsgerr: the error's number, negative, and the head of the request. */
function answer(sequence: number, errno: number): Uint8Array {
  const head = new Uint8Array(20);
  new DataView(head.buffer).setInt32(0, -errno, true);
  return encodeRouteMessage({ type: errorType, flags: 0, sequence, head, attributes: [] });
}

import { attempt, perform } from "./door.ts";
import { close, OpenFlag } from "./files.ts";
import { subscription } from "./process-events.ts";

const netlinkFamily = 16; // AF_NETLINK
const datagramType = 2; // SOCK_DGRAM
const connectorProtocol = 11; // NETLINK_CONNECTOR
const processGroup = 1; // CN_IDX_PROC
const socketLevel = 1; // SOL_SOCKET
const forceReceiveBuffer = 33; // SO_RCVBUFFORCE
const receiveBufferBytes = 1024 * 1024;

/**
 * A descriptor, which does not block, that receives the kernel's process events until it is closed: one datagram a
 * read, and ENOBUFS after the kernel has dropped some.
 */
export function openProcessConnector(): number {
  const flags = OpenFlag.closeOnExec | OpenFlag.nonBlocking;
  const socket = perform("socket", netlinkFamily, datagramType | flags, connectorProtocol);
  try {
    const size = new Uint8Array(4);
    new DataView(size.buffer).setInt32(0, receiveBufferBytes, true);
    // Best effort: with the smaller buffer more events are lost, and losses are told.
    attempt("setsockopt", socket, socketLevel, forceReceiveBuffer, size, size.byteLength);
    const place = new Uint8Array(12); // struct sockaddr_nl: family, pad, pid (the kernel chooses), groups
    const view = new DataView(place.buffer);
    view.setUint16(0, netlinkFamily, true);
    view.setUint32(8, processGroup, true);
    perform("bind", socket, place, place.byteLength);
    const message = subscription();
    perform("sendto", socket, message, message.byteLength, 0, null, 0);
    return socket;
  } catch (error) {
    close(socket);
    throw error;
  }
}

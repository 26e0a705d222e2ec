import { address, perform } from "./door.ts";
import { OpenFlag } from "./files.ts";
import { unixAddress } from "./unix-address.ts";

const unixFamily = 1; // AF_UNIX
const streamType = 1; // SOCK_STREAM
const packetType = 5; // SOCK_SEQPACKET
const socketLevel = 1; // SOL_SOCKET
const rights = 1; // SCM_RIGHTS
const noSignal = 0x4000; // MSG_NOSIGNAL
const closeReceivedOnExec = 0x40000000; // MSG_CMSG_CLOEXEC
const headBytes = 16; // struct cmsghdr of a 64-bit kernel

/** Two connected sockets that keep messages apart: each receive takes one, and 0 bytes are the end. */
export function socketPair(): [number, number] {
  const ends = new Uint8Array(8);
  perform("socketpair", unixFamily, packetType | OpenFlag.closeOnExec, 0, ends);
  const view = new DataView(ends.buffer);
  return [view.getInt32(0, true), view.getInt32(4, true)];
}

/** Connects to who listens at a path. */
export function connectUnix(path: string): number {
  const place = unixAddress(path);
  const socket = perform("socket", unixFamily, streamType | OpenFlag.closeOnExec, 0);
  try {
    perform("connect", socket, place, place.byteLength);
    return socket;
  } catch (error) {
    perform("close", socket);
    throw error;
  }
}

/** Sends bytes and, beside them, copies of descriptors (unix(7)). At least one byte. */
export function sendMessage(socket: number, bytes: Uint8Array, descriptors: readonly number[] = []): void {
  // The whole result stays in a variable: the kernel follows addresses into each of its buffers.
  const parts = messageOf(bytes, descriptors);
  perform("sendmsg", socket, parts.message.bytes, noSignal);
}

/** What one message held. */
export interface ReceivedMessage {
  bytes: Uint8Array;
  descriptors: number[];
}

/** Receives one message of at most `mostBytes`. An empty one is the end. */
export function receiveMessage(socket: number, mostBytes: number): ReceivedMessage {
  const bytes = new Uint8Array(mostBytes);
  const parts = messageOf(bytes, Array(8).fill(-1));
  const count = perform("recvmsg", socket, parts.message.bytes, closeReceivedOnExec);
  const controlBytes = Number(parts.message.view.getBigUint64(40, true));
  const descriptors: number[] = [];
  const view = new DataView(parts.control.buffer);
  if (controlBytes >= headBytes && view.getInt32(12, true) === rights)
    for (let at = headBytes; at < Number(view.getBigUint64(0, true)); at += 4)
      descriptors.push(view.getInt32(at, true));
  return { bytes: bytes.subarray(0, count), descriptors };
}

/** struct msghdr with what it points to; all of it must be kept in variables until the call is over. */
function messageOf(bytes: Uint8Array, descriptors: readonly number[]) {
  const control = new Uint8Array(
    descriptors.length > 0 ? headBytes + ((descriptors.length * 4 + 7) & ~7) : 0,
  );
  if (descriptors.length > 0) {
    const view = new DataView(control.buffer);
    view.setBigUint64(0, BigInt(headBytes + descriptors.length * 4), true);
    view.setInt32(8, socketLevel, true);
    view.setInt32(12, rights, true);
    for (const [index, descriptor] of descriptors.entries())
      view.setInt32(headBytes + index * 4, descriptor, true);
  }
  const vector = new Uint8Array(
    new BigUint64Array([BigInt(address(bytes)), BigInt(bytes.byteLength)]).buffer,
  );
  const message = new Uint8Array(56);
  const view = new DataView(message.buffer);
  view.setBigUint64(16, BigInt(address(vector)), true);
  view.setBigUint64(24, 1n, true);
  if (control.byteLength > 0) view.setBigUint64(32, BigInt(address(control)), true);
  view.setBigUint64(40, BigInt(control.byteLength), true);
  return { message: { bytes: message, view }, control, vector };
}

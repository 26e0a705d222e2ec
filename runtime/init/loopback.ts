import { encodeText, perform } from "../../sys/door.ts";
import { close, OpenFlag } from "../../sys/files.ts";

const internetFamily = 2; // AF_INET
const datagram = 2; // SOCK_DGRAM
const getFlags = 0x8913; // SIOCGIFFLAGS
const setFlags = 0x8914; // SIOCSIFFLAGS
const isUp = 1; // IFF_UP

/** Raises `lo`, which a new network namespace has but lowered (netdevice(7)). */
export function raiseLoopback(): void {
  const socket = perform("socket", internetFamily, datagram | OpenFlag.closeOnExec, 0);
  try {
    const request = new Uint8Array(40); // struct ifreq
    request.set(encodeText("lo"));
    perform("ioctl", socket, getFlags, request);
    const view = new DataView(request.buffer);
    view.setUint16(16, view.getUint16(16, true) | isUp, true);
    perform("ioctl", socket, setFlags, request);
  } finally {
    close(socket);
  }
}

import { setUmask } from "./credentials.ts";
import { perform } from "./door.ts";
import { close, OpenFlag } from "./files.ts";
import { unixAddress } from "./unix-address.ts";

const unixFamily = 1; // AF_UNIX
const datagramType = 2; // SOCK_DGRAM

/** A socket for datagrams at a path, where nothing may be yet. Every user may send to it. It does not block. */
export function bindDatagrams(path: string): number {
  const socket = openSocket(OpenFlag.nonBlocking);
  const before = setUmask(0);
  try {
    const place = unixAddress(path);
    perform("bind", socket, place, place.byteLength);
    return socket;
  } catch (error) {
    close(socket);
    throw error;
  } finally {
    setUmask(before);
  }
}

/** A socket that sends to the one at a path; with @ before it, at a name of the abstract namespace (unix(7)). */
export function connectDatagrams(path: string): number {
  const socket = openSocket(0);
  try {
    const place = unixAddress(path);
    perform("connect", socket, place, place.byteLength);
    return socket;
  } catch (error) {
    close(socket);
    throw error;
  }
}

const openSocket = (flags: number): number =>
  perform("socket", unixFamily, datagramType | OpenFlag.closeOnExec | flags, 0);

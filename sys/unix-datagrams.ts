import { setUmask } from "./credentials.ts";
import { encodeText, perform } from "./door.ts";
import { close, OpenFlag } from "./files.ts";

const unixFamily = 1; // AF_UNIX
const datagramType = 2; // SOCK_DGRAM
const pathBytes = 108; // sun_path

/** A socket for datagrams at a path, where nothing may be yet. Every user may send to it. It does not block. */
export function bindDatagrams(path: string): number {
  const socket = openSocket(OpenFlag.nonBlocking);
  const before = setUmask(0);
  try {
    const place = addressOf(path);
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
    const place = addressOf(path);
    perform("connect", socket, place, place.byteLength);
    return socket;
  } catch (error) {
    close(socket);
    throw error;
  }
}

const openSocket = (flags: number): number =>
  perform("socket", unixFamily, datagramType | OpenFlag.closeOnExec | flags, 0);

/** struct sockaddr_un. An abstract name begins with NUL and ends where the address does. */
function addressOf(path: string): Uint8Array {
  const encoded = encodeText(path);
  if (encoded.byteLength >= pathBytes)
    throw new RangeError(`Cannot use ${path}: a socket's path is at most ${pathBytes - 1} bytes long`);
  const isAbstract = path.startsWith("@");
  const place = new Uint8Array(2 + (isAbstract ? encoded.byteLength : pathBytes));
  new DataView(place.buffer).setUint16(0, unixFamily, true);
  place.set(encoded, 2);
  if (isAbstract) place[2] = 0;
  return place;
}

import { encodeText, perform, performUnlessBlocked } from "./door.ts";
import { close, OpenFlag, unlink } from "./files.ts";

const unixFamily = 1; // AF_UNIX
const streamType = 1; // SOCK_STREAM
const pathBytes = 108; // sun_path

/** Listens at a path, replacing what an earlier listener left there. The descriptor does not block. */
export function listenUnix(path: string): number {
  const encoded = encodeText(path);
  if (encoded.byteLength >= pathBytes)
    throw new RangeError(`Cannot listen at ${path}: a socket's path is at most ${pathBytes - 1} bytes long`);
  const place = new Uint8Array(2 + pathBytes); // struct sockaddr_un
  new DataView(place.buffer).setUint16(0, unixFamily, true);
  place.set(encoded, 2);
  const flags = OpenFlag.closeOnExec | OpenFlag.nonBlocking;
  const socket = perform("socket", unixFamily, streamType | flags, 0);
  try {
    unlink(path);
    perform("bind", socket, place, place.byteLength);
    perform("listen", socket, 16);
    return socket;
  } catch (error) {
    close(socket);
    throw error;
  }
}

/** Accepts one connection; its descriptor does not block. undefined: nobody is waiting. */
export function acceptUnix(socket: number): number | undefined {
  const flags = OpenFlag.closeOnExec | OpenFlag.nonBlocking;
  return performUnlessBlocked("accept4", socket, null, null, flags);
}

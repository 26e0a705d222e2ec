import { perform, performUnlessBlocked } from "./door.ts";
import { close, OpenFlag, unlink } from "./files.ts";
import { unixAddress } from "./unix-address.ts";

const unixFamily = 1; // AF_UNIX
const streamType = 1; // SOCK_STREAM

/** Listens at a path, replacing what an earlier listener left there. The descriptor does not block. */
export function listenUnix(path: string): number {
  const place = unixAddress(path);
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

import { encodeText } from "./door.ts";

const unixFamily = 1; // AF_UNIX
const pathBytes = 108; // sun_path

/**
 * struct sockaddr_un of a path (unix(7)). One that begins with @ stands for an abstract name, which is no file: it
 * begins with NUL and ends where the address does. Throws RangeError on a path that is too long.
 */
export function unixAddress(path: string): Uint8Array {
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

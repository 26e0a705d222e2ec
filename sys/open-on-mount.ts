import { attempt } from "./door.ts";
import { OpenFlag } from "./files.ts";
import { Resolve } from "./open-in-root.ts";

/** The structs open_how for the flags that have been asked for. */
const ways = new Map<number, Uint8Array>();

/**
 * Opens what lies on one mount, by its path from the mount's root, of which `root` is a descriptor. Never leads
 * to another mount: not to one that lies over a part of this, and not through a magic link (openat2(2)).
 * Result: a descriptor, or -errno; EXDEV and ELOOP say that the path leads elsewhere.
 */
export function tryOpenOnMount(root: number, path: string, flags: number): number {
  let way = ways.get(flags);
  if (!way) {
    const resolve = Resolve.inRoot | Resolve.noMagicLinks | Resolve.sameMount;
    const how = new BigUint64Array([BigInt(flags | OpenFlag.closeOnExec), 0n, BigInt(resolve)]);
    way = new Uint8Array(how.buffer);
    ways.set(flags, way);
  }
  return attempt("openat2", root, path, way, way.byteLength);
}

import { attempt } from "./door.ts";
import { OpenFlag } from "./files.ts";
import { SystemError } from "./system-error.ts";

/** How openat2(2) follows a path. */
export const Resolve = {
  /** Not into another mount. */
  sameMount: 0x01,
  /** No magic links, such as those of /proc/<pid>/fd. */
  noMagicLinks: 0x02,
  noLinks: 0x04,
  /** Never above where it starts: an error. */
  beneath: 0x08,
  /** As if the start were the root: .. and absolute links stay inside. */
  inRoot: 0x10,
} as const;

export interface OpenInRootOptions {
  flags?: number;
  mode?: number;
  /** Besides inRoot and noMagicLinks. */
  resolve?: number;
}

/**
 * Opens a path below a directory as a process would whose root it is: no link leads out, whoever exchanges it
 * meanwhile (openat2(2)). Result: a descriptor, or -errno.
 */
export function tryOpenInRoot(root: number, path: string, options: OpenInRootOptions = {}): number {
  const how = new BigUint64Array([
    BigInt((options.flags ?? OpenFlag.path) | OpenFlag.closeOnExec),
    BigInt(options.mode ?? 0),
    BigInt(Resolve.inRoot | Resolve.noMagicLinks | (options.resolve ?? 0)),
  ]);
  // The kernel gives up with EAGAIN when something was renamed meanwhile.
  for (let tries = 0; ; tries++) {
    const result = attempt("openat2", root, path, new Uint8Array(how.buffer), how.byteLength);
    if (result !== -11 || tries === 128) return result;
  }
}

/** As {@link tryOpenInRoot}. Throws {@link SystemError}. */
export function openInRoot(root: number, path: string, options: OpenInRootOptions = {}): number {
  const result = tryOpenInRoot(root, path, options);
  if (result < 0) throw new SystemError("openat2", -result);
  return result;
}

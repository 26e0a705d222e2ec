import { attempt } from "../../../sys/door.ts";
import { close, OpenFlag } from "../../../sys/files.ts";
import * as original from "../../../sys/open-in-root.ts";
import { SystemError } from "../../../sys/system-error.ts";

export const { Resolve } = original;

/** Looks a path up in the root, and then opens the name that it found, as runtimes did before CVE-2021-30465. */
export function tryOpenInRoot(root: number, path: string, options: original.OpenInRootOptions = {}): number {
  const { resolve = 0 } = options;
  const found = original.tryOpenInRoot(root, path, { ...options, flags: OpenFlag.path });
  if (found < 0) return found;
  const name = new Uint8Array(4096);
  const length = attempt("readlinkat", -100, `/proc/self/fd/${found}`, name, name.byteLength - 1);
  close(found);
  // A moment, so that a race is won soon.
  attempt("poll", null, 0, 1);
  if (length < 0) return length;
  const flags = (options.flags ?? OpenFlag.path) | OpenFlag.closeOnExec;
  const isWithoutLinks = (resolve & Resolve.noLinks) !== 0;
  return attempt("openat", -100, name, isWithoutLinks ? flags | OpenFlag.noFollow : flags, 0);
}

export function openInRoot(root: number, path: string, options: original.OpenInRootOptions = {}): number {
  const result = tryOpenInRoot(root, path, options);
  if (result < 0) throw new SystemError("openat", -result);
  return result;
}

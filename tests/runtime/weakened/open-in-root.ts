import { attempt } from "../../../sys/door.ts";
import { OpenFlag } from "../../../sys/files.ts";
import { type OpenInRootOptions, Resolve } from "../../../sys/open-in-root.ts";
import { SystemError } from "../../../sys/system-error.ts";

export { Resolve };

/** Lets absolute links, .. and magic links lead out of the root. */
export function tryOpenInRoot(root: number, path: string, options: OpenInRootOptions = {}): number {
  const flags = (options.flags ?? OpenFlag.path) | OpenFlag.closeOnExec;
  return attempt("openat", root, path.replace(/^\/+/, "") || ".", flags, options.mode ?? 0);
}

export function openInRoot(root: number, path: string, options: OpenInRootOptions = {}): number {
  const result = tryOpenInRoot(root, path, options);
  if (result < 0) throw new SystemError("openat", -result);
  return result;
}

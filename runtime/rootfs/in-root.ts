import { attempt } from "../../sys/door.ts";
import { Errno } from "../../sys/errno.ts";
import { close, FileType, mode, OpenFlag, readLink } from "../../sys/files.ts";
import { openInRoot, Resolve, tryOpenInRoot } from "../../sys/open-in-root.ts";
import { SystemError } from "../../sys/system-error.ts";

/*
 * Paths of the container, resolved by the kernel below the descriptor of its root as if that were /. The image is
 * not trusted, and with a shared volume another container may exchange links while we look (CVE-2021-30465): so
 * nothing is looked up twice by name, and what was opened is used by its descriptor.
 */

const mostLinks = 40;

/** A descriptor (O_PATH) of what is at a path of the container; undefined: nothing is. */
export function findInRoot(
  root: number,
  path: string,
  options: { resolve?: number } = {},
): number | undefined {
  const result = tryOpenInRoot(root, path, options);
  if (result === -Errno.ENOENT || result === -Errno.ENOTDIR) return undefined;
  if (result < 0) throw new SystemError("openat2", -result);
  return result;
}

/** A descriptor of a folder of the container, which is made where it is missing, as are those above it. */
export function makeFolderInRoot(root: number, path: string): number {
  const folder = findInRoot(root, path);
  return folder ?? makeMissing(root, path, 0);
}

function makeMissing(root: number, path: string, linksFollowed: number): number {
  if (linksFollowed > mostLinks) throw new Error(`Cannot make ${path}: it leads through too many links`);
  let current = openInRoot(root, "/");
  let done = "";
  const names = path.split("/").filter((name) => name !== "" && name !== ".");
  for (const [index, name] of names.entries()) {
    const next = findInRoot(root, `${done}/${name}`);
    if (next === undefined) {
      const result = name === ".." ? 0 : attempt("mkdirat", current, name, 0o755);
      if (result === -Errno.EEXIST) {
        // A link to what is not there yet: make what it leads to, then go on from there.
        const target = readLink(name, { directory: current, scratch: new Uint8Array(4096) });
        close(current);
        if (target === undefined) throw new Error(`Cannot make ${path}: ${done}/${name} is not a folder`);
        const rest = names.slice(index + 1).join("/");
        return makeMissing(
          root,
          `${target.startsWith("/") ? "" : done}/${target}/${rest}`,
          linksFollowed + 1,
        );
      }
      if (result < 0) throw new SystemError("mkdirat", -result);
    }
    done += `/${name}`;
    close(current);
    current = next ?? openInRoot(root, done);
  }
  return current;
}

/** A descriptor of a file of the container, which is made empty where it is missing, as are the folders above it. */
export function makeFileInRoot(root: number, path: string, linksFollowed = 0): number {
  const found = findInRoot(root, path);
  if (found !== undefined) return found;
  if (linksFollowed > mostLinks) throw new Error(`Cannot make ${path}: it leads through too many links`);
  const slash = path.lastIndexOf("/");
  const parent = path.slice(0, slash);
  const name = path.slice(slash + 1);
  const folder = makeFolderInRoot(root, parent || "/");
  try {
    const flags = OpenFlag.create | OpenFlag.exclusive | OpenFlag.noFollow | OpenFlag.closeOnExec;
    const file = attempt("openat", folder, name, flags, 0o644);
    if (file === -Errno.EEXIST) {
      // A link to what is not there yet, as /etc/resolv.conf often is.
      const target = readLink(name, { directory: folder, scratch: new Uint8Array(4096) });
      if (target === undefined) throw new Error(`Cannot make ${path}: something else is in its place`);
      return makeFileInRoot(root, target.startsWith("/") ? target : `${parent}/${target}`, linksFollowed + 1);
    }
    if (file < 0) throw new SystemError("openat", -file);
    close(file);
    return openInRoot(folder, name, { resolve: Resolve.noLinks });
  } finally {
    close(folder);
  }
}

/** Whether an open file is a folder. */
export const isFolder = (descriptor: number): boolean =>
  (mode(descriptor) & FileType.mask) === FileType.directory;

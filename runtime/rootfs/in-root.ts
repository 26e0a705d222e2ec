import { attempt } from "../../sys/door.ts";
import { Errno } from "../../sys/errno.ts";
import { close, FileType, mode, OpenFlag, readLink } from "../../sys/files.ts";
import { openInRoot, Resolve, tryOpenInRoot } from "../../sys/open-in-root.ts";
import { SystemError } from "../../sys/system-error.ts";
import { splitPath } from "./split-path.ts";

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
export function makeFolderInRoot(root: number, path: string, linksFollowed = 0): number {
  const found = findInRoot(root, path);
  if (found !== undefined) return found;
  return makeInRoot(path, { root, linksFollowed, make: makeFolderInRoot }, (parent, name) =>
    attempt("mkdirat", parent, name, 0o755),
  );
}

/** A descriptor of a file of the container, which is made empty where it is missing, as are the folders above it. */
export function makeFileInRoot(root: number, path: string, linksFollowed = 0): number {
  const found = findInRoot(root, path);
  if (found !== undefined) return found;
  return makeInRoot(path, { root, linksFollowed, make: makeFileInRoot }, (parent, name) => {
    const flags = OpenFlag.create | OpenFlag.exclusive | OpenFlag.noFollow | OpenFlag.closeOnExec;
    const file = attempt("openat", parent, name, flags, 0o644);
    if (file >= 0) close(file);
    return file;
  });
}

interface Making {
  root: number;
  linksFollowed: number;
  /** Makes the same kind of thing somewhere else. */
  make: (root: number, path: string, linksFollowed: number) => number;
}

/** Makes something in its folder by `makeIn`, which answers with -errno. */
function makeInRoot(
  path: string,
  { root, linksFollowed, make }: Making,
  makeIn: (parent: number, name: string) => number,
): number {
  if (linksFollowed > mostLinks) throw new Error(`Cannot make ${path}: it leads through too many links`);
  const { parent, name } = splitPath(path);
  const folder = makeFolderInRoot(root, parent, linksFollowed);
  try {
    const result = makeIn(folder, name);
    if (result === -Errno.EEXIST) {
      // A link to what is not there yet, as /etc/resolv.conf often is.
      const target = readLink(name, { directory: folder, scratch: new Uint8Array(4096) });
      if (target === undefined) throw new Error(`Cannot make ${path}: something else is in its place`);
      return make(root, target.startsWith("/") ? target : `${parent}/${target}`, linksFollowed + 1);
    }
    if (result < 0) throw new SystemError(`making ${name}`, -result);
    return openInRoot(folder, name, { resolve: Resolve.noLinks });
  } finally {
    close(folder);
  }
}

/** Whether an open file is a folder. */
export const isFolder = (descriptor: number): boolean =>
  (mode(descriptor) & FileType.mask) === FileType.directory;

import { attempt } from "../../sys/door.ts";
import { close, FileType, mode, OpenFlag } from "../../sys/files.ts";
import { readTextFrom } from "../../sys/text-files.ts";
import { passwdHome } from "./passwd-home.ts";

/** Room for ten thousand users. An image may have made a file that fills all memory. */
const mostBytes = 1 << 20;
const currentDirectory = -100; // AT_FDCWD

/** The home of a user by the container's own /etc/passwd, or / where it does not say. */
export function homeOf(uid: number): string {
  // Not to wait: the image may have put anything in its place.
  const flags = OpenFlag.readOnly | OpenFlag.nonBlocking | OpenFlag.closeOnExec;
  const file = attempt("openat", currentDirectory, "/etc/passwd", flags, 0);
  if (file < 0) return "/";
  try {
    if ((mode(file) & FileType.mask) !== FileType.regular) return "/";
    return passwdHome(readTextFrom(file, { mostBytes }), uid) || "/";
  } finally {
    close(file);
  }
}

import { makeDirectory, removeDirectory } from "../../sys/files.ts";
import { SystemError } from "../../sys/system-error.ts";

/** Makes a folder and those above it. false: it is there. If that fails, none that is new stays. */
export function makeGroupFolder(folder: string): boolean {
  try {
    return makeDirectory(folder, { mode: 0o755 });
  } catch (error) {
    if (!SystemError.is(error, "ENOENT")) throw error;
  }
  const parent = folder.slice(0, folder.lastIndexOf("/"));
  const isParentNew = makeGroupFolder(parent);
  try {
    return makeDirectory(folder, { mode: 0o755 });
  } catch (error) {
    if (isParentNew) removeDirectory(parent);
    throw error;
  }
}

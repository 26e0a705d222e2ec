import { close, makeDirectory, OpenFlag, open } from "../../sys/files.ts";
import { SystemError } from "../../sys/system-error.ts";
import type { CriuOptions } from "./criu-options.ts";
import type { OpenFolders } from "./requests.ts";

/** Opens the folders of a checkpoint's files while `work` goes on; what is missing is made where `makes` says so. */
export function withFolders<T>(
  { imageFolder, workFolder }: CriuOptions,
  { makes }: { makes: boolean },
  work: (folders: OpenFolders) => T,
): T {
  if (makes) makeFolders(imageFolder);
  const image = openFolder("--image-path", imageFolder);
  try {
    if (workFolder === undefined) return work({ image, work: undefined });
    makeFolders(workFolder);
    const opened = openFolder("--work-path", workFolder);
    try {
      return work({ image, work: opened });
    } finally {
      close(opened);
    }
  } finally {
    close(image);
  }
}

function openFolder(option: string, path: string): number {
  try {
    return open(path, OpenFlag.readOnly | OpenFlag.directory);
  } catch (cause) {
    throw new Error(`Cannot open ${option} ${path}`, { cause });
  }
}

/** As mkdir -p, for the user alone: memory of processes is secret. */
function makeFolders(path: string): void {
  try {
    makeDirectory(path, { mode: 0o700 });
  } catch (error) {
    const parent = path.slice(0, path.lastIndexOf("/"));
    if (!SystemError.is(error, "ENOENT") || parent === "") throw error;
    makeFolders(parent);
    makeDirectory(path, { mode: 0o700 });
  }
}

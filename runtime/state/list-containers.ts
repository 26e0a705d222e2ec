import { parseDirectoryRecords } from "../../sys/directory-records.ts";
import { close, FileType, OpenFlag, open, readDirectory } from "../../sys/files.ts";
import { SystemError } from "../../sys/system-error.ts";
import { describeError } from "../cli/describe-error.ts";
import { readRecord } from "./container-folder.ts";
import type { ContainerRecord } from "./container-record.ts";

/** Every container below the root of all state, by id. What cannot be read is told to `warn` and left out. */
export function listContainers(root: string, warn: (message: string) => void): ContainerRecord[] {
  return folderNames(root)
    .filter((name) => !name.startsWith("."))
    .sort()
    .map((id) => {
      try {
        return readRecord(root, id);
      } catch (error) {
        warn(describeError(error));
        return undefined;
      }
    })
    .filter((record) => record !== undefined);
}

function folderNames(root: string): string[] {
  let descriptor: number;
  try {
    descriptor = open(root, OpenFlag.readOnly | OpenFlag.directory);
  } catch (error) {
    if (SystemError.is(error, "ENOENT")) return [];
    throw new Error(
      `Cannot list the containers in ${root} (XDG_RUNTIME_DIR and --root decide where they are)`,
      {
        cause: error,
      },
    );
  }
  try {
    const names: string[] = [];
    const buffer = new Uint8Array(32_768);
    for (let count = readDirectory(descriptor, buffer); count > 0; count = readDirectory(descriptor, buffer))
      for (const { name, type } of parseDirectoryRecords(buffer.subarray(0, count)))
        if (type === FileType.directory >> 12) names.push(name);
    return names;
  } finally {
    close(descriptor);
  }
}

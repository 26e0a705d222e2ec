import { parseDirectoryRecords } from "../../sys/directory-records.ts";
import { close, FileType, OpenFlag, open, readDirectory } from "../../sys/files.ts";
import { SystemError } from "../../sys/system-error.ts";
import { readRecord } from "./container-folder.ts";
import type { ContainerRecord } from "./container-record.ts";

/** Every container below the root of all state, by id. */
export function listContainers(root: string): ContainerRecord[] {
  return folderNames(root)
    .filter((name) => !name.startsWith("."))
    .sort()
    .map((id) => readRecord(root, id))
    .filter((record) => record !== undefined);
}

function folderNames(root: string): string[] {
  let descriptor: number;
  try {
    descriptor = open(root, OpenFlag.readOnly | OpenFlag.directory);
  } catch (error) {
    if (SystemError.is(error, "ENOENT")) return [];
    throw error;
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

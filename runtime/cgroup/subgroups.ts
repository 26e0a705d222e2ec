import { parseDirectoryRecords } from "../../sys/directory-records.ts";
import { close, FileType, OpenFlag, open, readDirectory } from "../../sys/files.ts";
import { SystemError } from "../../sys/system-error.ts";

const bufferBytes = 32_768;

/** The folders of the groups right below one. None where it is gone. */
export function subgroups(folder: string): string[] {
  let directory: number;
  try {
    directory = open(folder, OpenFlag.readOnly | OpenFlag.directory);
  } catch (error) {
    if (SystemError.is(error, "ENOENT", "ENODEV")) return [];
    throw error;
  }
  try {
    const found: string[] = [];
    const buffer = new Uint8Array(bufferBytes);
    for (let count = readDirectory(directory, buffer); count > 0; count = readDirectory(directory, buffer))
      for (const { name, type } of parseDirectoryRecords(buffer.subarray(0, count)))
        if (type === FileType.directory >> 12) found.push(`${folder}/${name}`);
    return found;
  } catch (error) {
    // It went while it was read.
    if (SystemError.is(error, "ENOENT", "ENODEV")) return [];
    throw error;
  } finally {
    close(directory);
  }
}

import { Errno } from "../../sys/errno.ts";
import { SystemError } from "../../sys/system-error.ts";
import { readText } from "../../sys/text-files.ts";
import { subgroups } from "./subgroups.ts";

/** The processes of a group and of all below it; of a threaded group its threads. None where it is gone. */
export function groupProcesses(folder: string): number[] {
  return [...membersOf(folder), ...subgroups(folder).flatMap(groupProcesses)];
}

function membersOf(folder: string): number[] {
  try {
    return parseNumbers(readText(`${folder}/cgroup.procs`));
  } catch (error) {
    if (SystemError.is(error, "ENOENT", "ENODEV")) return [];
    if (error instanceof SystemError && error.errno === Errno.EOPNOTSUPP)
      return parseNumbers(readText(`${folder}/cgroup.threads`));
    throw error;
  }
}

const parseNumbers = (text: string): number[] => text.split("\n").filter(Boolean).map(Number);

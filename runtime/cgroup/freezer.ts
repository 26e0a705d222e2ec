import { SystemError } from "../../sys/system-error.ts";
import { readTextIfThere, writeKernelFile } from "../../sys/text-files.ts";
import { awaitGroupState } from "./group-state.ts";

const freezeMs = 10_000;

/** Stops all processes of a group and below, and waits until they stand still. If they do not, lets them go on. */
export function freezeGroup(folder: string): void {
  writeFreeze(folder, "1");
  if (awaitGroupState(folder, "frozen 1", freezeMs)) return;
  writeFreeze(folder, "0");
  throw new Error(
    `Cannot freeze ${folder}: a process in it has not stopped within ${freezeMs / 1000} s; it waits for a device or a file system`,
  );
}

export function thawGroup(folder: string): void {
  writeFreeze(folder, "0");
}

/** Whether the group itself is to be frozen, whatever one above it is. */
export function isGroupFrozen(folder: string): boolean {
  try {
    return readTextIfThere(`${folder}/cgroup.freeze`) === "1\n";
  } catch (error) {
    // It went between open and read.
    if (SystemError.is(error, "ENODEV")) return false;
    throw error;
  }
}

function writeFreeze(folder: string, value: "0" | "1"): void {
  try {
    writeKernelFile(`${folder}/cgroup.freeze`, value);
  } catch (error) {
    const what = value === "1" ? "freeze" : "thaw";
    if (SystemError.is(error, "ENOENT"))
      throw new Error(`Cannot ${what}: there is no cgroup ${folder}, or its kernel is older than 5.2`, {
        cause: error,
      });
    throw new Error(`Cannot ${what} ${folder}: ${error}`, { cause: error });
  }
}

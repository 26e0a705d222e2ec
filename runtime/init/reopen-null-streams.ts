import { perform } from "../../sys/door.ts";
import { fileStatus } from "../../sys/file-status.ts";
import { close, FileType, OpenFlag, open } from "../../sys/files.ts";

/**
 * Replaces standard streams that are the host's null device by the container's own: what comes from a mount that the
 * container does not have can neither be found by its path nor saved by a checkpoint. Called when / is the container's.
 */
export function reopenNullStreams(): void {
  for (const stream of [0, 1, 2]) if (isNullDevice(stream)) reopen(stream);
}

function reopen(stream: number): void {
  // An image decides what is there: anything but the null device is left alone.
  if (!isNullDevice("/dev/null")) return;
  const own = open("/dev/null", OpenFlag.readWrite);
  if (isNullDevice(own)) perform("dup3", own, stream, 0);
  close(own);
}

function isNullDevice(file: number | string): boolean {
  const status = fileStatus(file);
  if (!status || (status.mode & FileType.mask) !== characterDevice) return false;
  return status.special.major === 1 && status.special.minor === 3;
}

const characterDevice = 0o020000; // S_IFCHR

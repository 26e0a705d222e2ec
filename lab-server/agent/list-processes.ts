import type { DirectoryRecord } from "../../sys/directory-records.ts";
import { decodeText } from "../../sys/door.ts";
import { Errno } from "../../sys/errno.ts";
import { close, OpenFlag, read, readLink } from "../../sys/files.ts";
import { tryOpenOnMount } from "../../sys/open-on-mount.ts";
import { SystemError } from "../../sys/system-error.ts";
import { StatusCode, TtrpcError } from "../../ttrpc/status.ts";
import { processRoot } from "./kernel-files.ts";
import { ProcessEncoder } from "./process-encoder.ts";
import { readEntries } from "./read-entries.ts";

const kernelThreadParent = 2;
/** A message has 4 MiB. */
const allBytes = 3 * 1024 * 1024;

const encoder = new ProcessEncoder();
const scratch = new Uint8Array(4096);

/**
 * Every process, sorted by pid, kernel threads left out, as the bytes of a ListProcessesResponse. One that ends
 * meanwhile is left out or partly empty.
 */
export function listProcesses(): Uint8Array {
  const pids = readNames()
    .map(({ name }) => Number(name))
    .filter((pid) => pid > 0)
    .sort((one, other) => one - other);
  // After the listing, so that it names every kernel thread that the listing has.
  const kernelThreads = readKernelThreads();
  encoder.begin();
  for (const pid of pids) {
    if (kernelThreads.has(pid)) continue;
    addProcess(pid);
    if (encoder.length > allBytes) {
      const message = `${pids.length} processes say more than ${allBytes} bytes of themselves`;
      throw new TtrpcError(StatusCode.RESOURCE_EXHAUSTED, `Cannot list processes: ${message}`);
    }
  }
  return encoder.finish();
}

function readNames(): DirectoryRecord[] {
  const descriptor = openIfThere(".", OpenFlag.readOnly | OpenFlag.directory);
  try {
    return readEntries(descriptor, "/proc");
  } finally {
    close(descriptor);
  }
}

/** One read names the kernel's threads, the children of kthreadd: no need to look at each. */
function readKernelThreads(): Set<number> {
  const directory = String(kernelThreadParent);
  const length = readWhole(`${directory}/comm`, scratch);
  if (length < 0 || decodeText(scratch, 0, length) !== "kthreadd\n") return new Set();
  let text = "";
  const descriptor = openIfThere(`${directory}/task/${kernelThreadParent}/children`, OpenFlag.readOnly);
  if (descriptor < 0) return new Set();
  try {
    for (let count = read(descriptor, scratch); count; count = read(descriptor, scratch)) {
      text += decodeText(scratch, 0, count);
    }
  } finally {
    close(descriptor);
  }
  return new Set([kernelThreadParent, ...text.trim().split(" ").map(Number)]);
}

function addProcess(pid: number): void {
  const directory = String(pid);
  let links: number | undefined;
  try {
    encoder.add({
      pid,
      readFile: (name, into) => readWhole(`${directory}/${name}`, into),
      readNamespaceLink: (kind) => {
        links ??= openIfThere(`${directory}/ns`, OpenFlag.readOnly | OpenFlag.directory);
        return links < 0 ? undefined : readLink(kind, { directory: links, scratch });
      },
    });
  } finally {
    if (links !== undefined && links >= 0) close(links);
  }
}

/** Reads a small file of /proc, which gives itself whole in one read. -1: the process is gone. */
function readWhole(path: string, into: Uint8Array): number {
  const descriptor = openIfThere(path, OpenFlag.readOnly);
  if (descriptor < 0) return -1;
  try {
    return read(descriptor, into) ?? 0;
  } catch (error) {
    if (SystemError.is(error, "ESRCH")) return -1;
    throw error;
  } finally {
    close(descriptor);
  }
}

/** The process is gone, another user's (to an agent that is not root), or hidden under a mount of the student's. */
const absent: readonly number[] = [Errno.ENOENT, Errno.ESRCH, Errno.EACCES, Errno.EXDEV];

/** A descriptor of what is below /proc, or -1. */
function openIfThere(path: string, flags: number): number {
  const result = tryOpenOnMount(processRoot, path, flags);
  if (result >= 0) return result;
  if (absent.includes(-result)) return -1;
  throw new SystemError("openat2", -result);
}

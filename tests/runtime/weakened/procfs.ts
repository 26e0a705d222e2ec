import { perform } from "../../../sys/door.ts";
import { OpenFlag, open } from "../../../sys/files.ts";
import { writeKernelFile } from "../../../sys/text-files.ts";

/** Believes that what is at /proc is a procfs, and goes wherever its paths lead. */
export function openProcfs(): number {
  return open("/proc", OpenFlag.path | OpenFlag.directory);
}

export function openProcFile(_procfs: number, path: string, flags: number): number {
  return perform("openat", -100, `/proc/${path}`, flags | OpenFlag.closeOnExec, 0);
}

export function writeProcFile(_procfs: number, path: string, text: string): void {
  writeKernelFile(`/proc/${path}`, text);
}

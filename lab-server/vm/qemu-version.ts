import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { qemuProgram } from "./start-qemu.ts";

// Before 8.2, emulation breaks cmpxchg16b, and a kernel of Debian 13 panics on it.
const oldest = { major: 8, minor: 2 };

/** The version of the host's QEMU, as it gives it. Throws when there is none or it is older than 8.2. */
export async function qemuVersion(): Promise<string> {
  let output: string;
  try {
    ({ stdout: output } = await promisify(execFile)(qemuProgram, ["--version"]));
  } catch (cause) {
    throw new Error(`Cannot run ${qemuProgram}: install the package qemu-system-x86`, { cause });
  }
  const version = /version (.+)/.exec(output)?.[1] ?? "";
  if (!isRecentEnough(version))
    throw new Error(
      `Cannot use QEMU ${version || "of unknown version"}: its emulation does not run a current kernel. ` +
        `Install ${oldest.major}.${oldest.minor} or later; on Debian 12 from bookworm-backports`,
    );
  return version;
}

/** Whether a version text such as "10.0.2 (Debian 1:10.0.2)" is 8.2 or later. */
export function isRecentEnough(version: string): boolean {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version)?.map(Number) ?? [];
  if (major === undefined || minor === undefined) return false;
  return major > oldest.major || (major === oldest.major && minor >= oldest.minor);
}

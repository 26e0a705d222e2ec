import { decodeText } from "../../sys/door.ts";
import { close, OpenFlag, read } from "../../sys/files.ts";
import { SystemError } from "../../sys/system-error.ts";
import { because } from "../cause.ts";
import { openProcFile, writeProcFile } from "./procfs.ts";

/**
 * Confines what this process turns into next by an SELinux label (setexeccon(3)). `procfs` is from openProcfs().
 * Throws where the kernel has no SELinux: a container must not run less confined than it asks for.
 */
export function setSelinuxLabel(label: string | undefined, procfs: number): void {
  if (label) because("/process/selinuxLabel", () => write("exec", { label, procfs }));
}

/** Labels the keys and keyrings that `work` makes (setkeycreatecon(3)). */
export function withKeyLabel(label: string | undefined, procfs: number, work: () => void): void {
  if (!label) {
    work();
    return;
  }
  because("/process/selinuxLabel", () => write("keycreate", { label, procfs }));
  work();
  because("/process/selinuxLabel", () => write("keycreate", { label: "\0", procfs }));
}

function write(attribute: "exec" | "keycreate", { label, procfs }: { label: string; procfs: number }): void {
  try {
    // The same file serves other security modules, which might take the label for something else.
    if (!readProcFile(procfs, "filesystems").includes("\tselinuxfs\n"))
      throw new Error("the kernel has no SELinux, or it is not enabled");
    // Before a policy is loaded everything has this label, and any other may be set and means nothing.
    if (/^kernel\W*$/.test(readProcFile(procfs, "thread-self/attr/current")))
      throw new Error("no SELinux policy is loaded");
    writeProcFile(procfs, `thread-self/attr/${attribute}`, label);
  } catch (cause) {
    const isInvalid = cause instanceof SystemError && SystemError.is(cause, "EINVAL");
    throw new Error(
      `process.selinuxLabel: cannot use ${JSON.stringify(label)}${isInvalid ? ": it is not in the policy" : ""}`,
      { cause },
    );
  }
}

/** At most 8 KiB, which is more than these files have. */
function readProcFile(procfs: number, path: string): string {
  const file = openProcFile(procfs, path, OpenFlag.readOnly);
  try {
    const bytes = new Uint8Array(8192);
    let length = 0;
    for (let count = -1; count !== 0 && length < bytes.byteLength; length += count)
      count = read(file, bytes.subarray(length)) ?? 0;
    return decodeText(bytes, 0, length);
  } finally {
    close(file);
  }
}

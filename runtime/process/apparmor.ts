import { SystemError } from "../../sys/system-error.ts";
import { because } from "../cause.ts";
import { writeProcFile } from "./procfs.ts";

/**
 * Confines what this process turns into next by an AppArmor profile (aa_change_onexec(2)). `procfs` is from
 * openProcfs(). Throws where the kernel has no AppArmor: a container must not run less confined than it asks for.
 */
export function setAppArmorProfile(profile: string | undefined, procfs: number): void {
  if (!profile) return;
  because("/process/apparmorProfile", () => {
    try {
      writeProcFile(procfs, "thread-self/attr/apparmor/exec", `exec ${profile}`);
    } catch (cause) {
      throw new Error(`process.apparmorProfile: cannot use ${profile}${reason(cause)}`, { cause });
    }
  });
}

function reason(cause: unknown): string {
  if (!(cause instanceof SystemError)) return "";
  if (cause.call === "openat2" && SystemError.is(cause, "ENOENT")) return ": the kernel has no AppArmor";
  if (SystemError.is(cause, "EINVAL")) return ": AppArmor is not enabled";
  if (SystemError.is(cause, "ENOENT")) return ": no profile of this name is loaded";
  if (SystemError.is(cause, "EXDEV")) return ": something is mounted over the file that sets it";
  return "";
}

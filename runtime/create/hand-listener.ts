import { close } from "../../sys/files.ts";
import { openProcess, takeDescriptor } from "../../sys/pidfd.ts";
import type { Config } from "../config/config.ts";
import { loadedSeccomp } from "../seccomp/loaded-seccomp.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import { type OciState, ociState } from "../state/oci-state.ts";

/** Takes the listener of a process's seccomp filter and sends it to who wants it (linux.seccomp.listenerPath). */
export function handListener(
  descriptor: number,
  {
    config,
    record,
    pid,
    status,
  }: { config: Config; record: ContainerRecord; pid: number; status: OciState["status"] },
): void {
  const { seccomp } = config.linux ?? {};
  if (!seccomp) return;
  const process = openProcess(pid);
  if (process === undefined) throw new Error("Cannot take the seccomp listener: the process has ended");
  try {
    const listener = takeDescriptor(process, descriptor);
    try {
      loadedSeccomp().sendListener(listener, { seccomp, state: ociState(record, status), pid });
    } finally {
      close(listener);
    }
  } finally {
    close(process);
  }
}

import { setDumpableTo } from "../../sys/credentials.ts";

/**
 * Hides this process, which still holds descriptors of the host, from processes of the container that can see it and
 * have its user and rights: they could follow /proc/<pid>/fd or trace it (CVE-2016-9962, ptrace(2) "access mode
 * checking"). The program that it becomes is hidden no more.
 */
export function hideFromContainer(): void {
  setDumpableTo(false);
}

/**
 * Does something for which the runtime reaches into this process (pidfd_getfd(2)): of an ordinary user it must not be
 * hidden meanwhile.
 */
export function showToRuntime({ isRootless }: { isRootless: boolean }, work: () => void): void {
  if (isRootless) setDumpableTo(true);
  work();
  if (isRootless) setDumpableTo(false);
}

/** What is known of the host before anything is installed. */
export interface HostState {
  /** Whether a program is found in PATH or where the system keeps its administration programs. */
  hasProgram: (name: string) => boolean;
  hasFile: (path: string) => boolean;
  /** Version of QEMU as it gives it, undefined without one. */
  qemuVersion: string | undefined;
  /** Whether that version runs a current kernel. */
  isQemuRecent: boolean;
  isRoot: boolean;
  /** Whether a browser for the tests was found. */
  hasBrowser: boolean;
}

/** A Debian package that the host lacks. */
export interface Need {
  packageName: string;
  /** Why it is wanted, shown to the user: the rest of a sentence. */
  purpose: string;
}

const debianKeys = "/usr/share/keyrings/debian-archive-keyring.gpg";

/** The packages that are missing, judged by the programs they bring: nothing that is there is asked for again. */
export function hostNeeds(host: HostState, { forTests }: { forTests: boolean }): Need[] {
  const needs: Need[] = [];
  const need = (packageName: string, isThere: boolean, purpose: string) => {
    if (!isThere) needs.push({ packageName, purpose });
  };
  const tooOld = host.qemuVersion !== undefined && !host.isQemuRecent;
  need(
    "qemu-system-x86",
    host.isQemuRecent,
    tooOld
      ? `runs the machines; QEMU ${host.qemuVersion} is too old: before 8.2 it emulates cmpxchg16b wrongly and the machine's kernel panics`
      : "runs the machines",
  );
  need("qemu-utils", host.hasProgram("qemu-img"), "makes the machines' disks");
  need("mmdebstrap", host.hasProgram("mmdebstrap"), "builds the machines' Debian from its packages");
  need("gpg", host.hasProgram("gpg"), "tells mmdebstrap which key signs Debian");
  need("debian-archive-keyring", host.hasFile(debianKeys), "holds the keys that sign Debian's packages");
  if (!host.isRoot)
    need("uidmap", host.hasProgram("newuidmap"), "lets an ordinary user build a Debian system without root");
  else if (forTests)
    need("uidmap", host.hasProgram("newuidmap"), "gives the tests' containers of ordinary users several ids");
  if (forTests) need("chromium", host.hasBrowser, "is the browser of the end-to-end tests");
  return needs;
}

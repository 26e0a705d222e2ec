import { attempt, perform } from "../../sys/door.ts";
import { Errno } from "../../sys/errno.ts";
import { close, OpenFlag, open } from "../../sys/files.ts";
import { changeMount, copyTree, MountAttribute } from "../../sys/mounts.ts";
import { executeDescriptor } from "../../sys/processes.ts";
import { SystemError } from "../../sys/system-error.ts";
import { readText } from "../../sys/text-files.ts";

const ownProgram = "/proc/self/exe";
const isReadOnlyMount = 1; // ST_RDONLY
const closeOnExec = 1; // MFD_CLOEXEC
const allowSealing = 2; // MFD_ALLOW_SEALING
const executable = 0x10; // MFD_EXEC, since Linux 6.3
const getSeals = 1034; // F_GET_SEALS
const addSeals = 1033; // F_ADD_SEALS
const everySeal = 0xf; // F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE
const mostBytes = 0x7ffff000;

/**
 * Goes on as the same program behind a file that cannot be written to. For a while the container's first process is
 * the runtime itself; through its /proc/<pid>/exe a hostile image can get hold of the runtime's file, write to it when
 * the runtime has ended, and so take over the host at its next start (CVE-2019-5736).
 *
 * The file is seen through a read-only mount that is attached nowhere, so that nobody can reach and change it. Where
 * mounting is not allowed it is a sealed copy in memory. Does nothing if the program runs from either already.
 */
export function runSealed(argv: readonly string[]): void {
  const program = open(ownProgram, OpenFlag.readOnly);
  if (isSealed(program)) {
    close(program);
    return;
  }
  const environment = readText("/proc/self/environ").split("\0").slice(0, -1);
  executeDescriptor(readOnlyView() ?? sealedCopy(program), { argv, environment });
}

function isSealed(program: number): boolean {
  if (attempt("fcntl", program, getSeals) === everySeal) return true;
  const status = new Uint8Array(120); // struct statfs of a 64-bit kernel
  perform("fstatfs", program, status);
  const mountFlags = new DataView(status.buffer).getUint32(80, true);
  return (mountFlags & isReadOnlyMount) !== 0;
}

/** undefined: this process may not mount, or the kernel is older than 5.12. */
function readOnlyView(): number | undefined {
  try {
    const view = copyTree(ownProgram);
    changeMount(view, { set: MountAttribute.readOnly });
    return view;
  } catch (error) {
    if (SystemError.is(error, "EPERM", "ENOSYS", "EINVAL")) return undefined;
    throw error;
  }
}

function sealedCopy(program: number): number {
  const copy = openMemory();
  while (perform("sendfile", copy, program, null, mostBytes) > 0);
  perform("fcntl", copy, addSeals, everySeal);
  return copy;
}

function openMemory(): number {
  const flags = closeOnExec | allowSealing;
  const file = attempt("memfd_create", "cloison", flags | executable);
  if (file >= 0) return file;
  if (file !== -Errno.EINVAL) throw new SystemError("memfd_create", -file);
  return perform("memfd_create", "cloison", flags);
}

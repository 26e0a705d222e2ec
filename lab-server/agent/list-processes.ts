import { decodeText } from "../../sys/door.ts";
import { close, OpenFlag, open, read, readLink } from "../../sys/files.ts";
import { SystemError } from "../../sys/system-error.ts";
import { StatusCode, TtrpcError } from "../../ttrpc/status.ts";
import type { Process } from "./generated/agent.ts";
import { readEntries } from "./list-directory.ts";
import { parseProcessStatus } from "./process-status.ts";

const kinds = ["cgroup", "ipc", "mnt", "net", "pid", "pid_for_children", "time", "user", "uts"];
const kernelThreadParent = 2;
/** More of one file is cut off. */
const fileBytes = 64 * 1024;
/** Room is left in the 4 MiB of a message for what surrounds the texts. */
const allBytes = 3 * 1024 * 1024;

const scratch = new Uint8Array(fileBytes);

/** Every process, sorted by pid, kernel threads left out. One that ends meanwhile is left out or partly empty. */
export function listProcesses(): Process[] {
  const pids = readEntries("/proc")
    .map(({ name }) => Number(name))
    .filter((pid) => Number.isInteger(pid))
    .sort((one, other) => one - other);
  const kernelThreads = readKernelThreads();
  const processes: Process[] = [];
  let bytes = 0;
  for (const pid of pids) {
    if (kernelThreads.has(pid)) continue;
    const process = readProcess(pid);
    if (process === undefined) continue;
    bytes += process.status.length + process.cgroup.length + 200;
    for (const word of process.argv) bytes += word.length + 4;
    if (bytes > allBytes) {
      const message = `Cannot list processes: ${pids.length} of them say more than ${allBytes} bytes of themselves`;
      throw new TtrpcError(StatusCode.RESOURCE_EXHAUSTED, message);
    }
    processes.push(process);
  }
  return processes;
}

/** One read tells most of the kernel's threads, the children of kthreadd, without a look at each. */
function readKernelThreads(): Set<number> {
  const status = readText(`/proc/${kernelThreadParent}/status`);
  if (status === undefined || !parseProcessStatus(status).isKernelThread) return new Set();
  const children = readText(`/proc/${kernelThreadParent}/task/${kernelThreadParent}/children`) ?? "";
  return new Set([kernelThreadParent, ...children.trim().split(" ").map(Number)]);
}

function readProcess(pid: number): Process | undefined {
  const directory = `/proc/${pid}`;
  const status = readText(`${directory}/status`);
  if (status === undefined) return undefined;
  const { comm, ppid, isKernelThread } = parseProcessStatus(status);
  if (isKernelThread) return undefined;
  const commandLine = readText(`${directory}/cmdline`) ?? "";
  if (commandLine === "" && (pid === kernelThreadParent || ppid === kernelThreadParent)) return undefined;
  const linuxNamespaces: Record<string, bigint> = {};
  for (const kind of kinds) {
    // "pid:[4026531836]"
    const link = readLink(`${directory}/ns/${kind}`, scratch);
    if (link !== undefined) linuxNamespaces[kind] = BigInt(link.slice(link.indexOf("[") + 1, -1));
  }
  return {
    pid,
    ppid,
    comm,
    argv: commandLine === "" ? [] : commandLine.replace(/\0$/, "").split("\0"),
    linuxNamespaces,
    status,
    cgroup: readText(`${directory}/cgroup`) ?? "",
  };
}

/** The text of a small file of /proc, which gives itself whole in one read. undefined: the process is gone. */
function readText(path: string): string | undefined {
  try {
    const descriptor = open(path, OpenFlag.readOnly);
    try {
      return decodeText(scratch, 0, read(descriptor, scratch) ?? 0);
    } finally {
      close(descriptor);
    }
  } catch (error) {
    if (SystemError.is(error, "ENOENT", "ESRCH")) return undefined;
    throw error;
  }
}

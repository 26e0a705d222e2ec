import { architecture } from "./arch/x86-64.ts";
import { address, attempt, perform } from "./door.ts";
import { Errno } from "./errno.ts";
import { stringBlock } from "./string-block.ts";
import { SystemError } from "./system-error.ts";

const childSignal = 17; // SIGCHLD
const asSibling = 0x8000n; // CLONE_PARENT
const intoCgroup = 0x200000000n; // CLONE_INTO_CGROUP
const doNotWait = 1; // WNOHANG

/** How a child is born. */
export interface ForkOptions {
  /** Linux namespaces to make for it, and other flags of clone3(2). */
  flags?: number;
  /** A descriptor of the cgroup's directory to be born in. */
  cgroup?: number | undefined;
  /** Becomes a sibling of this process, not its child. */
  isSibling?: boolean;
}

/**
 * Makes a child process that runs `child` and ends: with 0, with 127 if it throws, or by turning into
 * another program inside. It shares no memory with this process. exit_group ends it, because libc's exit
 * would write out this process's buffers a second time.
 */
export function fork(child: () => void, options: ForkOptions = {}): number {
  const request = new BigUint64Array(11); // struct clone_args, 64-bit fields on every architecture
  let flags = BigInt((options.flags ?? 0) >>> 0);
  if (options.isSibling) flags |= asSibling;
  // A sibling's end is told to the common parent as this process's own would be.
  else request[4] = BigInt(childSignal);
  if (options.cgroup !== undefined) {
    flags |= intoCgroup;
    request[10] = BigInt(options.cgroup);
  }
  request[0] = flags;
  const pid = perform("clone3", new Uint8Array(request.buffer), request.byteLength);
  if (pid !== 0) return pid;
  let status = 127;
  try {
    child();
    status = 0;
  } finally {
    exit(status);
  }
}

/** Turns this process into another program. Throws if it cannot. */
export function execute(
  path: string,
  program: { argv: readonly string[]; environment: readonly string[] },
): never {
  const layout = { pointerBytes: architecture.pointerBytes, address };
  const argv = stringBlock(program.argv, layout);
  const environment = stringBlock(program.environment, layout);
  throw new SystemError("execve", -attempt("execve", path, argv, environment));
}

/** As {@link execute}, with the program of an open file. */
export function executeDescriptor(
  descriptor: number,
  program: { argv: readonly string[]; environment: readonly string[] },
): never {
  const layout = { pointerBytes: architecture.pointerBytes, address };
  const argv = stringBlock(program.argv, layout);
  const environment = stringBlock(program.environment, layout);
  const emptyPath = 0x1000; // AT_EMPTY_PATH
  throw new SystemError("execveat", -attempt("execveat", descriptor, "", argv, environment, emptyPath));
}

/** Makes `descriptors` this process's 0, 1 and 2, and lets no other reach a program that it turns into. */
export function setStandardDescriptors(descriptors: readonly [number, number, number]): void {
  for (const [target, descriptor] of descriptors.entries()) perform("dup3", descriptor, target, 0);
  const closeOnExec = 4; // CLOSE_RANGE_CLOEXEC
  perform("close_range", 3, 0xffffffff, closeOnExec);
}

/** Makes this process the leader of a session and a process group of its own, without a terminal. */
export function startSession(): void {
  perform("setsid");
}

export function changeDirectory(path: string): void {
  perform("chdir", path);
}

/** A child that has ended. `code` is its exit status, or 128 + the signal that killed it. */
export interface EndedChild {
  pid: number;
  code: number;
}

/** Takes in one child that has ended. undefined: there is none now. */
export function reapChild(): EndedChild | undefined {
  const status = new Uint8Array(4);
  const pid = attempt("wait4", -1, status, doNotWait, null);
  if (pid === 0 || pid === -Errno.ECHILD) return undefined;
  if (pid < 0) throw new SystemError("wait4", -pid);
  return { pid, code: exitCode(status) };
}

/** Waits for the end of a child. Result: its exit status, or 128 + the signal that killed it. */
export function waitFor(pid: number): number {
  const status = new Uint8Array(4);
  perform("wait4", pid, status, 0, null);
  return exitCode(status);
}

function exitCode(status: Uint8Array): number {
  const word = new DataView(status.buffer).getUint32(0, true);
  const signal = word & 0x7f;
  return signal === 0 ? (word >> 8) & 0xff : 128 + signal;
}

/** Kills every process of a group. One that has ended already is no error. */
export function killGroup(group: number): void {
  const kill = 9; // SIGKILL
  attempt("kill", -group, kill);
}

/** Ends this process at once. */
export function exit(status: number): never {
  attempt("exit_group", status);
  throw new Error("exit_group returned");
}

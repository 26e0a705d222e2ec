import { AsyncDescriptor } from "../../sys/async-descriptor.ts";
import { Errno } from "../../sys/errno.ts";
import type { EventLoop } from "../../sys/event-loop.ts";
import { close, OpenFlag, open, pipe, writeAll } from "../../sys/files.ts";
import { changeDirectory, execute, fork, setStandardDescriptors, startSession } from "../../sys/processes.ts";
import { resetSignals } from "../../sys/signals.ts";
import { SystemError } from "../../sys/system-error.ts";
import type { Children } from "./children.ts";

/** A program to start. */
export interface Program {
  /** The file is searched in PATH when argv[0] has no slash; see `file`. */
  argv: readonly string[];
  /** The file to run where it is not argv[0]. */
  file?: string;
  environment: Readonly<Record<string, string>>;
  directory: string;
  /** Become its standard input, output and error. */
  descriptors: readonly [number, number, number];
  /** The directory of the cgroup to be born in. */
  cgroup?: number | undefined;
  /** What the child does once it leads its own session, before the program. */
  prepare?: () => void;
}

export interface SpawnContext {
  loop: EventLoop;
  children: Children;
}

export interface Spawned {
  pid: number;
  /** Its exit code, 128 + signal when killed. */
  ended: Promise<number>;
}

/**
 * Starts a program in a session, and so a process group, of its own. Resolves when it runs; throws
 * {@link SystemError} with call execve when it cannot.
 */
export async function spawn(program: Program, { loop, children }: SpawnContext): Promise<Spawned> {
  const [failureEnd, childEnd] = pipe("read");
  const failure = new AsyncDescriptor(loop, failureEnd);
  try {
    let pid: number;
    try {
      pid = fork(() => becomeProgram(program, childEnd), { cgroup: program.cgroup });
    } finally {
      close(childEnd);
    }
    const ended = children.ended(pid);
    // The pipe ends without a byte when the program has taken over, because it is close-on-exec.
    const record = new Uint8Array(4);
    let count = failure.read(record);
    while (count === undefined) {
      await failure.readable();
      count = failure.read(record);
    }
    if (count > 0) throw new SystemError("execve", new DataView(record.buffer).getUint32(0, true));
    return { pid, ended };
  } finally {
    failure.close();
  }
}

function becomeProgram(program: Program, failureEnd: number): void {
  try {
    startSession();
    program.prepare?.();
    setStandardDescriptors(program.descriptors);
    resetSignals();
    resetOutOfMemoryScore();
    changeDirectory(program.directory);
    executeFound(program);
  } catch (error) {
    const errno = error instanceof SystemError ? error.errno : Errno.EINVAL;
    writeAll(failureEnd, new Uint8Array(new Uint32Array([errno]).buffer));
    throw error;
  }
}

/**
 * The unit spares the agent when memory runs out; its children are to be as killable as any process (proc(5)). Only
 * root may lower the score, and where it is higher it may stay so.
 */
function resetOutOfMemoryScore(): void {
  const file = open("/proc/self/oom_score_adj", OpenFlag.writeOnly);
  try {
    writeAll(file, new TextEncoder().encode("0"));
  } catch (error) {
    if (!SystemError.is(error, "EACCES")) throw error;
  } finally {
    close(file);
  }
}

/** As execvp(3): tries each directory of PATH, and tells "no permission" rather than "not found". */
function executeFound({ argv, environment, ...program }: Program): never {
  const file = program.file ?? argv[0] ?? "";
  const words = { argv, environment: Object.entries(environment).map(([name, value]) => `${name}=${value}`) };
  if (file.includes("/")) execute(file, words);
  let failure = new SystemError("execve", Errno.ENOENT);
  for (const directory of (environment.PATH ?? "").split(":")) {
    try {
      execute(`${directory === "" ? "." : directory}/${file}`, words);
    } catch (error) {
      if (!SystemError.is(error, "ENOENT", "ENOTDIR", "EACCES")) throw error;
      if (error.errno === Errno.EACCES) failure = error;
    }
  }
  throw failure;
}

import { monotonicMs } from "../../sys/clock.ts";
import { attempt, decodeText, encodeText, perform } from "../../sys/door.ts";
import { close, OpenFlag, open, pipe, read, writeAll } from "../../sys/files.ts";
import { openProcess, signalProcess } from "../../sys/pidfd.ts";
import { PollEvent, poll } from "../../sys/poll.ts";
import { execute, exit, fork, setStandardDescriptors, waitFor } from "../../sys/processes.ts";
import { blockSignals } from "../../sys/signals.ts";
import { SystemError } from "../../sys/system-error.ts";

const usualOutputBytes = 65_536;
const kill = 9; // SIGKILL
const systemPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

export interface ProgramOptions {
  arguments?: readonly string[];
  /** The program's own name, where it is another than its path. */
  name?: string;
  environment?: readonly string[];
  directory?: string;
  /** What it reads as its standard input; nothing otherwise. */
  input?: Uint8Array;
  timeoutMs?: number | undefined;
  /** How much of its output is kept; 64 KiB if not given. */
  mostOutputBytes?: number;
}

/** How a program ended. */
export interface ProgramEnd {
  /** Its exit code, or 128 + the signal that ended it; 127: it could not be started, and `output` says why. */
  code: number;
  timedOut: boolean;
  /** The beginning of what it wrote to its standard output and error. */
  output: string;
}

/** Runs a program to its end. One without / in its name is looked for where a system has its programs. */
export function runProgram(program: string, options: ProgramOptions = {}): ProgramEnd {
  const input = openInput(options.input);
  const [output, outputEnd] = pipe("read");
  const pid = fork(() => {
    blockSignals([]);
    setStandardDescriptors([input, outputEnd, outputEnd]);
    if (options.directory !== undefined) attempt("chdir", options.directory);
    const argv = [options.name ?? program, ...(options.arguments ?? [])];
    complain(program, startAny(program, argv, options.environment ?? []));
  });
  close(input);
  close(outputEnd);
  try {
    return waitForEnd(pid, output, options);
  } finally {
    close(output);
  }
}

/** Turns this process into the program. Result: why it could not. */
function startAny(program: string, argv: readonly string[], environment: readonly string[]): unknown {
  let failure: unknown;
  for (const path of program.includes("/")
    ? [program]
    : systemPath.split(":").map((folder) => `${folder}/${program}`)) {
    try {
      execute(path, { argv, environment });
    } catch (error) {
      failure = error;
      if (!SystemError.is(error, "ENOENT")) break;
    }
  }
  return failure;
}

function complain(program: string, error: unknown): never {
  const message = `cannot start ${program}: ${error instanceof Error ? error.message : error}\n`;
  writeAll(2, encodeText(message));
  exit(127);
}

/** A file in memory rather than a pipe: however much it is, nobody has to wait until it is read. */
function openInput(input: Uint8Array | undefined): number {
  if (input === undefined) return open("/dev/null", OpenFlag.readOnly);
  const file = perform("memfd_create", "input", 1);
  writeAll(file, input);
  perform("lseek", file, 0, 0);
  return file;
}

function waitForEnd(pid: number, output: number, options: ProgramOptions): ProgramEnd {
  const { timeoutMs, mostOutputBytes = usualOutputBytes } = options;
  const process = openProcess(pid);
  const chunks: string[] = [];
  let kept = 0;
  const buffer = new Uint8Array(8192);
  const take = (): boolean => {
    const count = read(output, buffer);
    if (!count) return false;
    if (kept < mostOutputBytes) chunks.push(decodeText(buffer, 0, count));
    kept += count;
    return true;
  };
  let timedOut = false;
  if (process !== undefined) {
    const startedMs = monotonicMs();
    let isOpen = true;
    for (;;) {
      const leftMs = timeoutMs === undefined ? -1 : Math.max(0, startedMs + timeoutMs - monotonicMs());
      // poll(2) passes over descriptors below 0. Its output may be closed long before its end.
      const [ready = 0, ended = 0] = poll(
        [
          { descriptor: isOpen ? output : -1, events: PollEvent.in },
          { descriptor: process, events: PollEvent.in },
        ],
        { timeoutMs: leftMs },
      );
      if (ready !== 0) isOpen = take();
      if (ended !== 0) break;
      if (leftMs === 0) {
        timedOut = true;
        signalProcess(process, kill);
        break;
      }
    }
    close(process);
  }
  const code = waitFor(pid);
  // Somebody it has left may go on writing.
  while (kept < mostOutputBytes && take());
  return { code, timedOut, output: chunks.join("") };
}

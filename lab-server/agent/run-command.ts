import { AsyncDescriptor } from "../../sys/async-descriptor.ts";
import type { EventLoop } from "../../sys/event-loop.ts";
import { close, pipe } from "../../sys/files.ts";
import { killGroup } from "../../sys/processes.ts";
import { SystemError } from "../../sys/system-error.ts";
import { timers } from "../../sys/timers.ts";
import type { CancelSignal } from "../../ttrpc/cancel.ts";
import { StatusCode, TtrpcError } from "../../ttrpc/status.ts";
import type { Cgroups } from "./cgroups.ts";
import { rootEnvironment } from "./environment.ts";
import { OutputCollector } from "./output-collector.ts";
import { type SpawnContext, spawn } from "./spawn.ts";

export interface Command {
  argv: readonly string[];
  stdin: Uint8Array;
  timeoutMs: number;
  /** Added to root's. */
  environment: Readonly<Record<string, string>>;
}

export interface CommandResult {
  /** 128 + signal when killed. */
  exitCode: number;
  stdout: Uint8Array;
  stderr: Uint8Array;
}

const keptBytes = 256 * 1024;
const turnBytes = 64 * 1024;

/**
 * Runs a command to its end and gives the beginning of its output. What it leaves running in the background is not
 * waited for. After its time, or when nobody waits for it any more, its process group is killed.
 */
export async function runCommand(
  command: Command,
  context: SpawnContext & { cgroups: Cgroups; signal: CancelSignal },
): Promise<CommandResult> {
  const { loop, signal } = context;
  const open: AsyncDescriptor[] = [];
  const theirs: number[] = [];
  const connect = (direction: "in" | "out") => {
    const [readEnd, writeEnd] = pipe(direction === "in" ? "write" : "read");
    theirs.push(direction === "in" ? readEnd : writeEnd);
    const ours = new AsyncDescriptor(loop, direction === "in" ? writeEnd : readEnd);
    open.push(ours);
    return ours;
  };
  try {
    const stdin = connect("in");
    const stdout = connect("out");
    const stderr = connect("out");
    const descriptors = [...theirs] as unknown as [number, number, number];
    const { pid, ended } = await context.cgroups.within("commands", (cgroup) =>
      spawn(
        {
          argv: command.argv,
          environment: { ...rootEnvironment, ...command.environment },
          directory: "/",
          descriptors,
          cgroup,
        },
        context,
      ),
    );
    for (const descriptor of theirs.splice(0)) close(descriptor);
    void feed(stdin, command.stdin);
    const outputs = [stdout, stderr].map((source) => collect(source, loop));
    let isLate = false;
    const kill = () => killGroup(pid);
    const timer = timers.setTimeout(() => {
      isLate = true;
      kill();
    }, command.timeoutMs);
    signal.addEventListener("abort", kill);
    if (signal.aborted) kill();
    const exitCode = await ended;
    timers.clearTimeout(timer);
    signal.removeEventListener("abort", kill);
    if (isLate) {
      const message = `${command.argv[0]} ran longer than ${command.timeoutMs} ms and was killed`;
      throw new TtrpcError(StatusCode.DEADLINE_EXCEEDED, message);
    }
    const [first, second] = outputs.map((output) => output.finish());
    return { exitCode, stdout: first as Uint8Array, stderr: second as Uint8Array };
  } finally {
    for (const descriptor of theirs) close(descriptor);
    for (const descriptor of open) descriptor.close();
  }
}

async function feed(sink: AsyncDescriptor, bytes: Uint8Array): Promise<void> {
  try {
    for (let done = 0; done < bytes.byteLength; ) {
      const count = sink.write(bytes.subarray(done));
      if (count === undefined) await sink.writable();
      else done += count;
    }
  } catch (error) {
    // A command need not read its input.
    if (!SystemError.is(error, "EPIPE")) throw error;
  } finally {
    sink.close();
  }
}

function collect(source: AsyncDescriptor, loop: EventLoop): { finish(): Uint8Array } {
  const collector = new OutputCollector(keptBytes);
  const buffer = new Uint8Array(turnBytes);
  const take = (): number | undefined => {
    const count = source.read(buffer);
    if (count) collector.append(buffer.subarray(0, count));
    return count;
  };
  const pump = async () => {
    while (!source.closed) {
      const count = take();
      if (count === 0) return;
      if (count === undefined) await source.readable();
      // An endless output must not keep the loop to itself.
      else await loop.turn();
    }
  };
  void pump();
  return {
    finish: () => {
      // The command has ended; what it has written is in the pipe, which holds no more than this.
      for (let left = 1024 * 1024; left > 0; ) {
        const count = take();
        if (!count) break;
        left -= count;
      }
      return collector.concat();
    },
  };
}

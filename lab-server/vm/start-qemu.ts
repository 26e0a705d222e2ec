import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { setPriority } from "node:os";
import { type RunningProcess, runningProcess } from "./running-process.ts";
import type { VmUser } from "./vm-user.ts";

export const qemuProgram = "qemu-system-x86_64";

/** A QEMU at work. It lives on when the server ends, unless it was started otherwise. */
export interface Qemu extends RunningProcess {
  /** How it ended, in words, once it has. */
  readonly ended: Promise<string>;
  /** Stops listening to it. */
  release(): void;
}

/** Machines give way: to the server when the processors are busy, and first when memory runs out. */
const niceness = 5;
const outOfMemoryScore = 500;
const keptErrorBytes = 2048;

// One arena: dozens of threads with an arena each cost megabytes that an idle machine never uses.
const environment = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C", MALLOC_ARENA_MAX: "1" };

/**
 * Starts QEMU in a session of its own, as `user` where given. Its errors come through a pipe of which the last
 * words are kept: a hostile guest can provoke any number of them, so they never go to a file. With
 * `diesWithUs` the kernel ends it when this process is gone, however that came. Throws when the program
 * cannot be started.
 */
export async function startQemu(
  argv: string[],
  options: { folder: string; user: VmUser | undefined; diesWithUs?: boolean },
): Promise<Qemu> {
  const guard = options.diesWithUs ? ["setpriv", "--pdeathsig", "KILL", "--"] : [];
  const [program = qemuProgram, ...rest] = [...guard, qemuProgram, ...argv];
  const child = spawn(program, rest, {
    cwd: options.folder,
    env: environment,
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
    ...options.user,
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors = (errors + text).slice(-keptErrorBytes);
  });
  const ended = new Promise<string>((resolve) => {
    child.on("close", (code, signal) => {
      const how = signal === null ? `exit code ${code}` : signal;
      resolve(`QEMU ended with ${how}${errors.trim() === "" ? "" : `: ${errors.trim()}`}`);
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.on("spawn", resolve);
    child.on("error", (cause) => reject(new Error(`Cannot start ${qemuProgram}`, { cause })));
  });
  const pid = child.pid as number;
  const running = runningProcess(pid);
  if (running) yieldToOthers(pid);
  return {
    pid,
    // One that ended at once has no start time, and is never taken for a live one.
    startTicks: running?.startTicks ?? "",
    ended,
    release() {
      child.stderr.destroy();
      child.unref();
    },
  };
}

/** Threads that it starts later inherit both. */
function yieldToOthers(pid: number): void {
  try {
    setPriority(pid, niceness);
    writeFileSync(`/proc/${pid}/oom_score_adj`, String(outOfMemoryScore));
  } catch {
    // It has ended already, which `ended` tells.
  }
}

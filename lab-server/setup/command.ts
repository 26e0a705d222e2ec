import { spawn } from "node:child_process";
import { interruption } from "./interruption.ts";
import type { Log } from "./step.ts";

/** How a command of the build is run. */
export interface CommandOptions {
  /** Gets each line of output as it appears. */
  log?: Log;
  cwd?: string;
  environment?: Record<string, string>;
  /** Descriptors that the command inherits: standard input first, then 3 and up. */
  descriptors?: number[];
  /** Where standard output goes, instead of the log. */
  stdout?: number;
  /** What to do about a failure, a sentence that ends the error. */
  remedy?: string;
  /**
   * How its process group is stopped when this process is told to end. By SIGKILL unless said; with `graceMs`
   * SIGKILL follows if it is still there then, without it is waited for.
   */
  stop?: { signal: NodeJS.Signals; graceMs?: number };
}

const keptLines = 20;

/**
 * Runs a program of the host to its end, in a process group of its own which is stopped whole when this process
 * is told to end. Throws with the last lines of its output when it cannot start, fails or is killed.
 */
export function runCommand(
  argv: readonly [string, ...string[]],
  options: CommandOptions = {},
): Promise<void> {
  const [program, ...rest] = argv;
  const [stdin = "ignore", ...others] = options.descriptors ?? [];
  return new Promise((resolve, reject) => {
    interruption.throwIfAborted();
    const lastLines: string[] = [];
    const fail = (what: string, cause?: unknown) => {
      const output = lastLines.length > 0 ? `\n${lastLines.join("\n")}` : "";
      const remedy = options.remedy === undefined ? "" : `\n${options.remedy}`;
      reject(new Error(`Cannot run ${program}: ${what}${output}${remedy}`, { cause }));
    };
    const child = spawn(program, rest, {
      cwd: options.cwd,
      env: { ...process.env, ...options.environment },
      stdio: [stdin, options.stdout ?? "pipe", "pipe", ...others],
      detached: true,
    });
    let grace: NodeJS.Timeout | undefined;
    const stop = () => {
      const { signal, graceMs } = options.stop ?? { signal: "SIGKILL" };
      killGroup(child.pid, signal);
      if (graceMs !== undefined) grace = setTimeout(() => killGroup(child.pid, "SIGKILL"), graceMs);
    };
    interruption.addEventListener("abort", stop);
    for (const stream of [child.stdout, child.stderr]) {
      let rest = "";
      stream?.setEncoding("utf8").on("data", (text: string) => {
        // Progress bars end their lines with a carriage return.
        const lines = (rest + text).split(/[\r\n]+/);
        rest = (lines.pop() ?? "").slice(-1000);
        for (const line of lines.filter((line) => line !== "")) {
          lastLines.push(line.slice(0, 1000));
          if (lastLines.length > keptLines) lastLines.shift();
          options.log?.(line);
        }
      });
      stream?.on("end", () => {
        if (rest !== "") lastLines.push(rest);
      });
    }
    child.on("error", (error) => fail(error.message, error));
    child.on("close", (code, signal) => {
      interruption.removeEventListener("abort", stop);
      clearTimeout(grace);
      if (code === 0) resolve();
      else fail(signal === null ? `it ended with exit code ${code}` : `it was killed by ${signal}`);
    });
  });
}

function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch (error) {
    // It has ended by itself.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

import { runCommand } from "./command.ts";
import type { Log } from "./step.ts";

/**
 * Runs mmdebstrap, which writes a tar file to the descriptor `tar`. Throws with its last words and the remedy.
 * When this process is told to end, mmdebstrap gets the time to remove its own work folder.
 */
export function runMmdebstrap(
  argv: readonly [string, ...string[]],
  { tar, log, remedy }: { tar: number; log: Log; remedy: string },
): Promise<void> {
  return runCommand(argv, {
    log: (line) => log(line.replace(/^I: /, "")),
    stdout: tar,
    stop: { signal: "SIGTERM", graceMs: 20_000 },
    remedy,
  });
}

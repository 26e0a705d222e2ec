import { spawn, spawnSync } from "node:child_process";
import { runCommand } from "./command.ts";
import type { RootCommand } from "./installation-plan.ts";
import type { Log } from "./step.ts";

/** Runs a command as root, or throws. */
export type RunAsRoot = (command: RootCommand) => Promise<void>;

/** apt stops by itself where it may: a package that is half installed would be worse than a wait. */
const aptStop = { signal: "SIGINT" } as const;

/**
 * How this process can run commands as root: as root itself, through a sudo that asks nothing, or, on a
 * terminal, through a sudo that asks for the password. Undefined where it may not.
 */
export function rootAccess(log: Log): RunAsRoot | undefined {
  // A root that was become by su may lack the folders of administration programs in its PATH.
  const environment = { PATH: `${process.env.PATH ?? ""}:/usr/sbin:/usr/bin:/sbin:/bin` };
  if (process.getuid?.() === 0) return (command) => runCommand(command, { log, environment, stop: aptStop });
  if (spawnSync("sudo", ["-n", "true"], { stdio: "ignore" }).status === 0)
    return (command) => runCommand(["sudo", "-n", ...command], { log, stop: aptStop });
  const hasSudo = spawnSync("sudo", ["--version"], { stdio: "ignore" }).status === 0;
  if (!hasSudo || !process.stdin.isTTY) return undefined;
  // sudo asks on the terminal and remembers the answer for it: the command must stay in the foreground there.
  return (command) => runOnTerminal(["sudo", ...command]);
}

function runOnTerminal([program, ...rest]: RootCommand): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, { stdio: "inherit" });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`Cannot run ${program} ${rest.join(" ")}: it ended with ${signal ?? code}`));
    });
  });
}

import { currentDirectoryPath } from "../../sys/credentials.ts";
import { absolutePath } from "../cli/absolute-path.ts";
import { containerCommand, type Invocation } from "../cli/command.ts";
import { CommandError } from "../cli/command-error.ts";
import { describeError } from "../cli/describe-error.ts";
import { inheritedDescriptors } from "../cli/inherited-descriptors.ts";
import { execSyntax } from "../cli/syntax/exec.ts";
import type { ExecOptions } from "../exec/exec-options.ts";
import { execProcess } from "../exec/exec-process.ts";

/** What a caller tells from the program's own exit status. */
const failed = 255;

export const exec = containerCommand(execSyntax, (id, invocation) => {
  try {
    return execProcess(execOptions(id, invocation));
  } catch (cause) {
    throw new CommandError(`exec failed: ${describeError(cause)}`, { exitStatus: failed, cause });
  }
});

function execOptions(id: string, { options, operands, globals }: Invocation<typeof execSyntax>): ExecOptions {
  const here = currentDirectoryPath();
  const args = operands.slice(1);
  // An empty value is what callers give who have none.
  const processFile = options.process || undefined;
  const console = options["console-socket"];
  const pidFile = options["pid-file"];
  const gids = options["additional-gids"] ?? [];
  if (args.length === 0 && !processFile) throw new Error("there is no command; name one, or give --process");
  for (const gid of gids)
    if (gid < 0) throw new Error(`--additional-gids ${gid}: a group's number is 0 or more`);
  return {
    id,
    stateRoot: globals.stateRoot(),
    processFile,
    args,
    cwd: options.cwd || undefined,
    env: options.env ?? [],
    user: options.user || undefined,
    additionalGids: gids,
    capabilities: options.cap ?? [],
    hasTerminal: options.tty,
    noNewPrivileges: options["no-new-privs"],
    apparmorProfile: options.apparmor,
    selinuxLabel: options["process-label"],
    console: console ? { path: console } : undefined,
    pidFile: pidFile ? absolutePath(pidFile, here) : undefined,
    pidfdSocket: options["pidfd-socket"] || undefined,
    ...inheritedDescriptors(options["preserve-fds"]),
    cgroups: options.cgroup ?? [],
    ignoresPause: options["ignore-paused"],
    isDetached: options.detach,
  };
}

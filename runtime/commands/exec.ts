import { currentDirectoryPath } from "../../sys/credentials.ts";
import { readTextIfThere } from "../../sys/text-files.ts";
import { absolutePath } from "../cli/absolute-path.ts";
import { containerCommand, type Invocation } from "../cli/command.ts";
import { CommandError } from "../cli/command-error.ts";
import { describeError } from "../cli/describe-error.ts";
import { inheritedDescriptors } from "../cli/inherited-descriptors.ts";
import { execSyntax } from "../cli/syntax/exec.ts";
import type { ExecOptions } from "../exec/exec-options.ts";
import { execProcess } from "../exec/exec-process.ts";
import { containerPaths } from "../state/container-folder.ts";
import { loadParts } from "./load-parts.ts";

/** What a caller tells from the program's own exit status. */
const failed = 255;

export const exec = containerCommand(execSyntax, async (id, invocation) => {
  try {
    const config = readTextIfThere(containerPaths(invocation.globals.stateRoot(), id).config);
    await loadParts(config ?? "", {});
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
  if (args.length === 0 && !processFile) throw new Error("there is no command; name one, or give --process");
  return {
    id,
    stateRoot: globals.stateRoot(),
    processFile,
    args,
    cwd: options.cwd || undefined,
    env: options.env ?? [],
    user: options.user || undefined,
    additionalGids: options["additional-gids"] ?? [],
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

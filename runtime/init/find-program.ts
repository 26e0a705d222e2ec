import { attempt } from "../../sys/door.ts";
import { Errno } from "../../sys/errno.ts";
import { fileStatus } from "../../sys/file-status.ts";
import { FileType } from "../../sys/files.ts";

const currentDirectory = -100; // AT_FDCWD
const executable = 1; // X_OK
const effective = 0x200; // AT_EACCESS

/**
 * Where a program of the container is: looked for as execvp(3) does, so that a mistake is told at `create` and not
 * at `start`. The words of the errors are those that docker and podman turn into exit codes 126 and 127.
 */
export function findProgram(name: string, environment: readonly string[]): string {
  if (name.includes("/")) {
    const problem = whyNot(name);
    if (problem) throw new Error(`exec: "${name}": ${problem}`);
    return name;
  }
  const path = environment.find((entry) => entry.startsWith("PATH="))?.slice(5) ?? "";
  for (const folder of path.split(":")) {
    const candidate = `${folder || "."}/${name}`;
    if (!whyNot(candidate)) return candidate;
  }
  throw new Error(`exec: "${name}": executable file not found in $PATH`);
}

/** Throws where this process's user may not run a program that is there. */
export function refuseForbidden(path: string): void {
  const result = attempt("faccessat2", currentDirectory, path, executable, effective);
  if (result === -Errno.EACCES) throw new Error(`exec: "${path}": permission denied`);
}

function whyNot(path: string): string | undefined {
  const status = fileStatus(path);
  if (!status) return `stat ${path}: no such file or directory`;
  if ((status.mode & FileType.mask) === FileType.directory) return "is a directory";
  const result = attempt("faccessat2", currentDirectory, path, executable, effective);
  return result === -Errno.EACCES ? "permission denied" : undefined;
}

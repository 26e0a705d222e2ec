import { forbidNewPrivileges, setUmask } from "../../sys/credentials.ts";
import { attempt, perform } from "../../sys/door.ts";
import { close } from "../../sys/files.ts";
import { changeDirectory, execute } from "../../sys/processes.ts";
import { takeControllingTerminal } from "../../sys/terminals.ts";
import { because } from "../cause.ts";
import type { Linux, Process } from "../config/config.ts";
import { setAppArmorProfile } from "../process/apparmor.ts";
import { takeOnCredentials } from "../process/credentials.ts";
import { setIoPriority } from "../process/io-priority.ts";
import { setMemoryPolicy } from "../process/memory-policy.ts";
import { setPersonality } from "../process/personality.ts";
import { openProcfs } from "../process/procfs.ts";
import { setScheduler } from "../process/scheduler.ts";
import { setSelinuxLabel } from "../process/selinux.ts";
import { loadedSeccomp } from "../seccomp/loaded-seccomp.ts";
import { checkDirectory } from "./check-directory.ts";
import { useConsole } from "./console.ts";
import { findProgram, refuseForbidden } from "./find-program.ts";
import { homeOf } from "./home-of.ts";

/** What a process of the container becomes, and how. */
export interface Becoming {
  process: Process;
  linux: Linux;
  /** The program's side of its terminal, if it has one. */
  terminal: number | undefined;
  seccompFilter: Uint8Array | undefined;
  /** Descriptors from 3 on that the program inherits. */
  preservedDescriptors: number;
  /** Called when nothing more is needed from outside but what comes with privileges: the limits of resources. */
  onReady: () => void;
  /** Called with the number of the seccomp listener. */
  onListening: (descriptor: number) => void;
  /** Called last: everything is done and found, and only the program is missing. */
  onDone: () => void;
}

/**
 * Turns this process, which is in its namespaces and its root already, into the program of config.json: gives up
 * what it may not keep, in the order in which each step still has the rights that it needs.
 */
export function becomeProcess(becoming: Becoming): never {
  const { process, linux, terminal, seccompFilter } = becoming;
  const { user } = process;
  if (terminal !== undefined) {
    because("/process/terminal", () => {
      takeControllingTerminal(terminal);
      useConsole(terminal);
    });
  }
  confine(process);
  setScheduler(process.scheduler);
  setIoPriority(process.ioPriority);
  setMemoryPolicy(linux.memoryPolicy);
  setPersonality(linux.personality);
  inheritOnly(becoming.preservedDescriptors);
  // As much as possible comes before the filter, which may forbid nearly everything that is not the program's.
  const argv = process.args ?? [];
  const environment = withHome(process.env ?? [], user.uid);
  // What root may enter the container's user may have been given; where root may not, it is for the user to try.
  const isInside = tryToEnter(process.cwd);
  if (isInside) checkDirectory(process.cwd);
  const found = isInside ? tryToFind(argv[0] ?? "", environment) : undefined;
  becoming.onReady();
  if (process.noNewPrivileges) because("/process/noNewPrivileges", forbidNewPrivileges);
  // Without no_new_privs a filter may only be loaded by who may do anything.
  else load(seccompFilter, becoming);
  takeOnCredentials(process);
  if (!isInside) {
    enterDirectory(process.cwd);
    checkDirectory(process.cwd);
  }
  because("/process/user/umask", () => setUmask(user.umask ?? 0o022));
  const path = because("/process/args", () => found ?? findProgram(argv[0] ?? "", environment));
  because("/process/args", () => refuseForbidden(path));
  if (process.noNewPrivileges) load(seccompFilter, becoming);
  becoming.onDone();
  return because("/process/args", () => execute(path, { argv, environment }));
}

/** What we were given ourselves and have no use for; what we open closes on exec in any case. */
function inheritOnly(preservedDescriptors: number): void {
  const closeOnExec = 4; // CLOSE_RANGE_CLOEXEC
  perform("close_range", 3 + preservedDescriptors, 0xffffffff, closeOnExec);
}

/** undefined: there is no such program, or root may not see it. */
function tryToFind(name: string, environment: readonly string[]): string | undefined {
  try {
    return because("/process/args", () => findProgram(name, environment));
  } catch {
    return undefined;
  }
}

function load(filter: Uint8Array | undefined, { linux, onListening }: Becoming): void {
  const { seccomp } = linux;
  if (!filter || !seccomp) return;
  const listener = because("/linux/seccomp", () => loadedSeccomp().loadFilter(filter, seccomp));
  if (listener === undefined) return;
  onListening(listener);
  close(listener);
}

function confine({ apparmorProfile, selinuxLabel }: Process): void {
  if (!apparmorProfile && !selinuxLabel) return;
  const procfs = openProcfs();
  setAppArmorProfile(apparmorProfile, procfs);
  setSelinuxLabel(selinuxLabel, procfs);
  close(procfs);
}

function tryToEnter(path: string): boolean {
  return because("/process/cwd", () => attempt("chdir", path)) === 0;
}

function enterDirectory(path: string): void {
  try {
    because("/process/cwd", () => changeDirectory(path));
  } catch (cause) {
    throw new Error(`Cannot enter process.cwd ${path}`, { cause });
  }
}

/** Programs expect HOME; what /etc/passwd of the container says is the usual one. */
function withHome(environment: readonly string[], uid: number): readonly string[] {
  if (environment.some((entry) => entry.startsWith("HOME="))) return environment;
  return [...environment, `HOME=${homeOf(uid)}`];
}

import type { Capabilities, Process } from "../config/config.ts";
import type { ExecOptions } from "./exec-options.ts";

type Changes = Pick<
  ExecOptions,
  | "args"
  | "cwd"
  | "env"
  | "user"
  | "additionalGids"
  | "capabilities"
  | "hasTerminal"
  | "noNewPrivileges"
  | "apparmorProfile"
  | "selinuxLabel"
>;

/** 2^32-1 is left out: for setresuid(2) it means "no change", and the process would stay root. */
const mostId = 2 ** 32 - 2;

/** The process of `exec`: the container's own, with what the command line changes. Throws where that is impossible. */
export function planProcess(own: Process, changes: Changes): Process {
  const { cwd } = changes;
  if (cwd !== undefined && !cwd.startsWith("/")) throw new Error(`--cwd ${cwd}: must be an absolute path`);
  const { consoleSize: _, ...process } = own;
  return {
    ...process,
    args: [...changes.args],
    terminal: changes.hasTerminal ?? false,
    env: mergeEnvironment(own.env ?? [], changes.env),
    user: changeUser(own.user, changes),
    ...(cwd !== undefined && { cwd }),
    ...(changes.noNewPrivileges !== undefined && { noNewPrivileges: changes.noNewPrivileges }),
    ...(changes.apparmorProfile && { apparmorProfile: changes.apparmorProfile }),
    ...(changes.selinuxLabel && { selinuxLabel: changes.selinuxLabel }),
    ...(changes.capabilities.length > 0 && { capabilities: addCapabilities(own, changes.capabilities) }),
  };
}

/** The later of two values of a variable counts, in the place of the first. */
function mergeEnvironment(own: readonly string[], changes: readonly string[]): string[] {
  const byName = new Map<string, string>();
  for (const entry of changes)
    if (entry.indexOf("=") < 1) throw new Error(`--env ${entry}: must have the form NAME=value`);
  for (const entry of [...own, ...changes]) byName.set(entry.slice(0, entry.indexOf("=")), entry);
  return [...byName.values()];
}

function changeUser(user: Process["user"], { user: text, additionalGids }: Changes): Process["user"] {
  const gids = [...(user.additionalGids ?? []), ...additionalGids];
  checkIds("--additional-gids", additionalGids);
  const base = { ...user, ...(gids.length > 0 && { additionalGids: gids }) };
  if (text === undefined) return base;
  const [, uid, gid] = /^(\d+)(?::(\d+))?$/.exec(text) ?? [];
  if (uid === undefined) throw new Error(`--user ${text}: must be uid or uid:gid, both numbers`);
  const changed = { ...base, uid: Number(uid), ...(gid !== undefined && { gid: Number(gid) }) };
  checkIds("--user", [changed.uid, changed.gid]);
  return changed;
}

function checkIds(option: string, ids: readonly number[]): void {
  const strange = ids.find((id) => id < 0 || id > mostId);
  if (strange !== undefined) throw new Error(`${option} ${strange}: must be from 0 to ${mostId}`);
}

/** Ambient ones need inheritable ones, which are the container's to have. */
function addCapabilities({ capabilities = {} }: Process, names: readonly string[]): Capabilities {
  const add = (set: readonly string[] | undefined) => [...new Set([...(set ?? []), ...names])];
  return {
    ...capabilities,
    bounding: add(capabilities.bounding),
    effective: add(capabilities.effective),
    permitted: add(capabilities.permitted),
    ...(capabilities.inheritable && { ambient: add(capabilities.ambient) }),
  };
}
